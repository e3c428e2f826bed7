using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>A million damaged answers to every method that there is: the reader knows one exception, and gives no text that is none.</summary>
public sealed class JsonRpcFuzzTests(ITestOutputHelper output)
{
    private const int Answers = 1_000_000;
    private const int PartCount = 64;
    private const int MostDamages = 3;
    private const int LongestErrorText = 512;

    private static readonly Address Account = new(Enumerable.Repeat((byte)0xab, Address.Size).ToArray());
    private static readonly Hash256 Hash = Hash256.Parse("0x" + new string('1', 64));

    private static readonly string Log =
        $$"""{"address":"{{Account}}","topics":["{{Hash}}"],"data":"0x01","blockNumber":"0x10","blockHash":"{{Hash}}","transactionHash":"{{Hash}}","logIndex":"0x3"}""";

    private static readonly string Block =
        $$"""{"number":"0x10","hash":"{{Hash}}","parentHash":"{{Hash}}","timestamp":"0x6921c0f0","gasLimit":"0x1c9c380","gasUsed":"0x0","baseFeePerGas":"0x7"}""";

    private static readonly (RpcRequest Request, string Result)[] Methods =
    [
        (Eth.ChainId, "\"0x7a69\""),
        (Eth.BlockNumber, "\"0x10\""),
        (Eth.MaxPriorityFeePerGas, "\"0x3b9aca00\""),
        (Eth.Block(BlockTag.Latest), Block),
        (Eth.Block(Hash), Block),
        (Eth.TransactionCount(Account, BlockTag.Latest), "\"0x5\""),
        (Eth.Balance(Account, BlockTag.Latest), "\"0xde0b6b3a7640000\""),
        (Eth.Code(Account, BlockTag.Latest), "\"0x6001\""),
        (Eth.Call(new CallRequest { To = Account }, BlockTag.Latest), $"\"{Hash}\""),
        (Eth.EstimateGas(new CallRequest { To = Account }, BlockTag.Latest), "\"0x5208\""),
        (Eth.Receipt(Hash),
            $$"""{"transactionHash":"{{Hash}}","status":"0x1","blockNumber":"0x10","blockHash":"{{Hash}}","transactionIndex":"0x0","from":"{{Account}}","to":null,"gasUsed":"0x1","effectiveGasPrice":"0x1","logs":[{{Log}}]}"""),
        (Eth.Transaction(Hash), $$"""{"hash":"{{Hash}}","nonce":"0x1","from":"{{Account}}","to":null,"value":"0x0","input":"0x"}"""),
        (Eth.FeeHistory(2, BlockTag.Latest, 50), """{"oldestBlock":"0x1","baseFeePerGas":["0x1","0x2"],"reward":[["0x1"],["0x2"]]}"""),
        (Eth.GetLogs(new LogFilter { FromBlock = BlockTag.Earliest, ToBlock = BlockTag.Latest }), $"[{Log}]"),
        (Eth.SendRawTransaction((byte[])[2, 1]), $"\"{Keccak256.Compute([2, 1])}\""),
    ];

    /// <summary>Whole answers that a call may get.</summary>
    private static readonly byte[][] Good =
    [
        .. Methods.Select(method => Bytes($$"""{"jsonrpc":"2.0","id":1,"result":{{method.Result}}}""")),
        Bytes("""{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"execution reverted: no","data":"0x08c379a0"}}"""),
        Bytes("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"caf\u00e9 \ud83d\ude00","data":{"data":"Reverted 0x"}}}"""),
    ];

    private static readonly byte[][] Pieces =
    [
        .. ((string[])
        [
            "null", "true", "0", "-1", "1e999", "[]", "{}", "\"\"", "\"0x\"", "\"0xffffffffffffffffffff\"", "\"-0x1\"", "\\ud800", "\\udc00", "\\ud83d\\ude00",
            "\\", "\"", "\"id\":2,", "\"result\":", "\"error\":{\"message\":\"\\ud83d\"},", "{\"\\ud800\":1}", "[[[[", "]", "}", ",", ":", "0x", "\u0000", "é",
        ]).Select(Bytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf],
    ];

    [Fact]
    public void A_million_damaged_answers_meet_only_the_documented_exception()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var counts = new long[4];

        Parallel.For(0, PartCount, part =>
        {
            var random = new Random(seed + part);
            for (var number = 0; number < Answers / PartCount; number++)
            {
                // Mostly the method's own answer, now and then another's.
                var method = random.Next(Methods.Length);
                var body = Damaged(random, Good[random.Next(4) == 0 ? random.Next(Good.Length) : method]);
                var state = Read(Methods[method].Request, body, seed + part);
                Interlocked.Increment(ref counts[(int)state]);
            }
        });

        output.WriteLine($"Counted: fuzz of JSON-RPC answers: {string.Join(", ", Enum.GetValues<RpcCallState>().Select(state => $"{counts[(int)state]} {state}"))}");
        Assert.Equal(0, counts[(int)RpcCallState.Pending]);
        Assert.All((RpcCallState[])[RpcCallState.Answered, RpcCallState.Refused, RpcCallState.Unavailable], state => Assert.NotEqual(0, counts[(int)state]));
    }

    private static RpcCallState Read(RpcRequest request, byte[] body, int seed)
    {
        var call = CallOf(request);
        try
        {
            JsonRpcAnswerReader.Read(body, [call], "node");
        }
        catch (NodeUnavailableException lost)
        {
            call.Lose(lost);
        }
        catch (Exception other)
        {
            throw new InvalidOperationException($"Seed {seed}: {request.Method} met {other.GetType().Name} with {Convert.ToBase64String(body)}", other);
        }

        if (call.Error is { Message: var words } && (words.Length > LongestErrorText || !IsText(words)))
            throw new InvalidOperationException($"Seed {seed}: an error's words are no text: {Convert.ToBase64String(body)}");
        return call.State;
    }

    private static RpcCall CallOf(RpcRequest request) => request switch
    {
        RpcRequest<ulong> one => new RpcBatch().Add(one),
        RpcRequest<System.Numerics.BigInteger> one => new RpcBatch().Add(one),
        RpcRequest<byte[]> one => new RpcBatch().Add(one),
        RpcRequest<Block?> one => new RpcBatch().Add(one),
        RpcRequest<TransactionReceipt?> one => new RpcBatch().Add(one),
        RpcRequest<ChainTransaction?> one => new RpcBatch().Add(one),
        RpcRequest<FeeHistory> one => new RpcBatch().Add(one),
        RpcRequest<IReadOnlyList<LogEntry>> one => new RpcBatch().Add(one),
        RpcRequest<Hash256> one => new RpcBatch().Add(one),
        _ => throw new NotSupportedException(request.Method),
    };

    private static byte[] Damaged(Random random, byte[] good)
    {
        var body = good.ToList();
        for (var damage = random.Next(MostDamages + 1); damage > 0 && body.Count > 0; damage--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(5))
            {
                case 0:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(body.Count - at, random.Next(1, 20)));
                    break;
                case 2:
                    body.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 3:
                    body.InsertRange(at, body.GetRange(0, random.Next(body.Count)));
                    break;
                default:
                    ReplaceValue(body, random);
                    break;
            }
        }

        return [.. body];
    }

    /// <summary>What stands between a colon and the comma or bracket after it becomes something else.</summary>
    private static void ReplaceValue(List<byte> body, Random random)
    {
        var colon = body.IndexOf((byte)':', random.Next(body.Count));
        if (colon < 0)
            return;
        var end = body.FindIndex(colon, sign => sign is (byte)',' or (byte)'}' or (byte)']');
        body.RemoveRange(colon + 1, (end < 0 ? body.Count : end) - colon - 1);
        body.InsertRange(colon + 1, Pieces[random.Next(Pieces.Length)]);
    }

    private static bool IsText(string words)
    {
        for (var at = 0; at < words.Length; at++)
        {
            if (char.IsSurrogate(words[at]) && !(char.IsHighSurrogate(words[at]) && ++at < words.Length && char.IsLowSurrogate(words[at])))
                return false;
        }

        return true;
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
