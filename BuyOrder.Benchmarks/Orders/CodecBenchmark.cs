using System.Diagnostics;
using System.Numerics;
using System.Text;
using System.Text.Json;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Orders;

/// <summary>Time and memory of the Ethereum codecs: a swap's transaction out, its receipt in.</summary>
internal sealed class CodecBenchmark : IBenchmark
{
    private const int RoundCount = 9;
    private const int Operations = 300;
    private const string Word = "000000000000000000000000000000000000000000000000000000000000";

    private static readonly Address Wallet = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    public string Name => "codec";

    public string Summary => "build, sign and encode a swap's transaction; decode its receipt and its call data";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        using var signer = new PrivateKeySigner([.. Enumerable.Repeat((byte)7, 32)]);
        var receipt = Receipt();
        var lines = new List<Line>();
        await MeasureAsync("build, sign and encode a transaction", lines, () => SignAsync(signer, cancellation));
        await MeasureAsync("decode a receipt of two transfers", lines, () =>
        {
            using var json = JsonDocument.Parse(receipt);
            _ = ChainJson.Receipt(json.RootElement);
            return Task.CompletedTask;
        });
        var callData = CallData();
        await MeasureAsync("decode a swap's call data exactly", lines, () =>
        {
            _ = UniswapV2.Swap.DecodeInput(callData);
            return Task.CompletedTask;
        });
        return lines;
    }

    private static byte[] CallData() =>
        UniswapV2.Swap.Encode((BigInteger)1_000_000, (BigInteger)990_000, new[] { Wallet, Wallet }, Wallet, (BigInteger)1_800_000_000);

    private static async Task MeasureAsync(string name, List<Line> lines, Func<Task> operation)
    {
        var allocated = 0L;
        var series = await Rounds.RunAsync(RoundCount, async () =>
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Operations; i++)
                await operation();
            var elapsed = Stopwatch.GetElapsedTime(began);
            allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / Operations;
            return elapsed.TotalMicroseconds / Operations;
        });
        lines.Add(new Line(name, "µs", series[0].Median));
        lines.Add(new Line(name, "bytes allocated", allocated));
    }

    private static async Task SignAsync(PrivateKeySigner signer, CancellationToken cancellation)
    {
        var transaction = new FeeMarketTransaction
        {
            ChainId = 1,
            Nonce = 42,
            MaxFeePerGas = 30_000_000_000,
            MaxPriorityFeePerGas = 1_000_000_000,
            GasLimit = 180_000,
            To = Wallet,
            Value = 0,
            Data = CallData(),
        };
        _ = (await transaction.SignAsync(signer, cancellation)).Encoded;
    }

    private static byte[] Receipt()
    {
        var hash = $"0x{new string('a', 64)}";
        var log = $$"""
            {"address":"{{Wallet}}","topics":["{{hash}}","0x{{Word}}0001","0x{{Word}}0002"],"data":"0x{{Word}}00ff","blockNumber":"0x10",
             "transactionHash":"{{hash}}","transactionIndex":"0x0","blockHash":"{{hash}}","logIndex":"0x0","removed":false}
            """;
        return Encoding.UTF8.GetBytes($$"""
            {"transactionHash":"{{hash}}","transactionIndex":"0x0","blockHash":"{{hash}}","blockNumber":"0x10","from":"{{Wallet}}","to":"{{Wallet}}",
             "cumulativeGasUsed":"0x1d4c0","gasUsed":"0x1d4c0","effectiveGasPrice":"0x6fc23ac00","contractAddress":null,"logs":[{{log}},{{log}}],
             "logsBloom":"0x{{new string('0', 512)}}","status":"0x1","type":"0x2"}
            """);
    }
}
