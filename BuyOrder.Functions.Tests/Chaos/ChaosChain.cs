using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>The chain without a proxy: what happens to it, and what the test reads from it.</summary>
internal sealed class ChaosChain(IEthereumNode node, LocalMarket market)
{
    public IEthereumNode Node => node;

    public LocalMarket Market => market;

    public Task MineAsync(int blocks) => TellAsync("anvil_mine", Quantity(blocks));

    /// <summary>Replaces the newest blocks by empty ones; what was in them waits again.</summary>
    public Task ReorgAsync(int depth) => TellAsync("anvil_reorg", depth.ToString(CultureInfo.InvariantCulture), "[]");

    public Task DropAllAsync() => TellAsync("anvil_dropAllTransactions");

    public Task DropAsync(string hash) => TellAsync("anvil_dropTransaction", $"\"{hash}\"");

    public Task SetNextBaseFeeAsync(BigInteger wei) => TellAsync("anvil_setNextBlockBaseFeePerGas", Quantity(wei));

    public Task SkipTimeAsync(int seconds) => TellAsync("evm_increaseTime", seconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether every transaction is mined at once; else only what is asked for.</summary>
    public Task SetAutomineAsync(bool isOn) => TellAsync("evm_setAutomine", isOn ? "true" : "false");

    /// <summary>The wallet's transactions that wait to be mined.</summary>
    public Task<IReadOnlyList<WaitingTransaction>> WaitingAsync() => ReadAsync(RpcRequest.Create(
        "txpool_content", isRead: true, _ => { }, pool => Waiting(pool.GetProperty("pending"), market.Wallet.Address.ToString())));

    /// <summary>How many transactions of the wallet are in blocks.</summary>
    public async Task<long> WalletNonceAsync() => (long)await ReadAsync(Eth.TransactionCount(market.Wallet.Address, BlockTag.Latest));

    public async Task<T> ReadAsync<T>(RpcRequest<T> request)
    {
        var batch = new RpcBatch();
        var call = batch.Add(request);
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
        return call.Result;
    }

    internal static string Quantity(BigInteger value) =>
        value.IsZero ? "\"0x0\"" : $"\"0x{value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0')}\"";

    private Task<bool> TellAsync(string method, params string[] arguments) => ReadAsync(RpcRequest.Create(
        method,
        isRead: false,
        json =>
        {
            foreach (var argument in arguments)
                json.WriteRawValue(argument);
        },
        _ => true));

    private static IReadOnlyList<WaitingTransaction> Waiting(JsonElement pool, string wallet) =>
    [
        .. pool.EnumerateObject().Where(sender => sender.Name.Equals(wallet, StringComparison.OrdinalIgnoreCase))
            .SelectMany(sender => sender.Value.EnumerateObject())
            .Select(entry => new WaitingTransaction(
                entry.Value.GetProperty("hash").GetString()!,
                entry.Value.GetProperty("input").GetString()!.StartsWith("0x5c11d795", StringComparison.Ordinal))),
    ];

    internal sealed record WaitingTransaction(string Hash, bool IsSwap);
}
