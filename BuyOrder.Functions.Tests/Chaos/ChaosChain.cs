using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Testing.Chain;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>The chain without a proxy: what happens to it, and what the test reads from it.</summary>
internal sealed class ChaosChain(IEthereumNode node, LocalMarket market) : AnvilControl(node)
{
    public LocalMarket Market => market;

    /// <summary>The wallet's transactions that wait to be mined.</summary>
    public Task<IReadOnlyList<WaitingTransaction>> WaitingAsync() => ReadAsync(RpcRequest.Create(
        "txpool_content", isRead: true, _ => { }, pool => Waiting(pool.GetProperty("pending"), market.Wallet.Address.ToString())));

    /// <summary>How many transactions of the wallet are in blocks.</summary>
    public async Task<long> WalletNonceAsync() => (long)await ReadAsync(Eth.TransactionCount(market.Wallet.Address, BlockTag.Latest));

    private static IReadOnlyList<WaitingTransaction> Waiting(JsonElement pool, string wallet) =>
    [
        .. pool.EnumerateObject().Where(sender => sender.Name.Equals(wallet, StringComparison.OrdinalIgnoreCase))
            .SelectMany(sender => sender.Value.EnumerateObject())
            .Select(entry => new WaitingTransaction(
                Hash256.Parse(entry.Value.GetProperty("hash").GetString()!),
                entry.Value.GetProperty("input").GetString()!.StartsWith("0x5c11d795", StringComparison.Ordinal))),
    ];

    internal sealed record WaitingTransaction(Hash256 Hash, bool IsSwap);
}
