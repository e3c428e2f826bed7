using System.Globalization;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The other way round: each purchase that an order names has left the wallet, in that very transaction and of that very amount.</summary>
internal sealed class PurchaseOutflows(OutflowScan outflows, OrderQueries book)
{
    /// <summary>Orders that were paid with another stablecoin than is looked for.</summary>
    public int NotCompared { get; private set; }

    /// <summary>The first of them; null for none.</summary>
    public string? WhyNot { get; private set; }

    /// <summary>The fault, or null: it fits, it lies beyond what was searched, or it cannot be compared.</summary>
    /// <param name="purchase">As the order says.</param>
    /// <param name="searched">Of its wallet.</param>
    /// <param name="head">The newest block of the chain.</param>
    /// <param name="record">The newest record of the book before the head was looked at.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LedgerFault?> CheckAsync(ExpectedOutflow purchase, Searched searched, long head, long record, CancellationToken cancellation)
    {
        if (purchase.Block > searched.To)
        {
            return purchase.Block > head && purchase.Record <= record
                ? Fault(purchase, "blockNumber", purchase.Block, Text($"{head} at most"), "the chain has no later block, and the order has completed")
                : null;
        }

        var there = purchase.Block >= searched.From
            ? searched.Outflows
            : (await outflows.FindAsync(purchase.Wallet, purchase.Block, purchase.Block, cancellation)).Outflows;
        if (!there.TryGetValue(purchase.Hash, out var outflow))
            return await MissingAsync(purchase, cancellation);
        if (outflow.Block != purchase.Block)
            return Fault(purchase, "blockNumber", purchase.Block, outflow.Block, Text($"transaction {purchase.Hash} is in that block"));
        if (outflow.Units != purchase.Spent)
        {
            var net = await outflows.NetAsync(purchase.Wallet, purchase.Hash, cancellation);
            if (net != purchase.Spent)
                return Fault(purchase, "spentUnits", purchase.Spent, net, Text($"transaction {purchase.Hash} took that out of {purchase.Wallet}"));
        }

        return purchase.Promised is { } promised && promised != purchase.Spent
            ? Fault(purchase, "spendUnits", promised, purchase.Spent, Text($"transaction {purchase.Hash} took that out of {purchase.Wallet}"))
            : null;
    }

    /// <summary>The chain shows nothing of the kind: a fault, unless the order was undone meanwhile, or was paid with something else.</summary>
    private async Task<LedgerFault?> MissingAsync(ExpectedOutflow purchase, CancellationToken cancellation)
    {
        if (OrderIds.IsTaskId(purchase.OrderId))
            return NotThere(purchase);
        if (await book.FindAsync(purchase.OrderId, cancellation) is not { } found || ExpectedOutflow.Of(found.Order) != purchase)
            return null;
        if (PaidWith(found.Attempts, purchase.Hash) is { } other && other != outflows.Stablecoin)
        {
            NotCompared++;
            WhyNot ??= $"Order {purchase.OrderId} has paid with {other}, and the outflows of {outflows.Stablecoin} were looked for.";
            return null;
        }

        return NotThere(purchase);
    }

    private LedgerFault NotThere(ExpectedOutflow purchase) => Fault(
        purchase, "transactionHash", purchase.Hash, null,
        Text($"in block {purchase.Block} no transaction of this hash took stablecoin {outflows.Stablecoin} out of {purchase.Wallet}"));

    /// <summary>What its swap begins with; of a purchase that is none of its own transactions, what its newest swap did. Null: there is none.</summary>
    private static Address? PaidWith(IEnumerable<Attempt> attempts, Hash256 hash)
    {
        var swaps = attempts.Where(attempt => attempt.Kind == AttemptKind.Swap).ToList();
        if ((swaps.Find(swap => swap.TransactionHash == hash) ?? swaps.LastOrDefault()) is not { } chosen)
            return null;
        try
        {
            return PaidWith(SignedTransaction.Decode(chosen.SignedBytes).Transaction.Data.Span);
        }
        catch (EthereumFormatException)
        {
            // Bytes that are no swap say nothing about what was paid with: the outflow is missing.
            return null;
        }
    }

    /// <summary>What the path of a swap begins with, at whichever market.</summary>
    /// <exception cref="EthereumFormatException">It is no swap.</exception>
    private static Address? PaidWith(ReadOnlySpan<byte> data)
    {
        if (data.Length <= AbiSelector.Size)
            return null;
        if (UniswapV3.Multicall.Selector.Begins(data))
        {
            return UniswapV3.Multicall.DecodeInput(data).GetArray<byte[]>(1) is [var swap]
                && UniswapV3.Swap.DecodeInput(swap).Get<AbiValues>(0).Get<byte[]>(0) is { Length: > Address.Size } path
                    ? new Address(path.AsSpan(0, Address.Size))
                    : null;
        }

        // The router's earlier swap, which an earlier version signed, has another selector and the same arguments.
        return UniswapV2.Swap.Inputs.DecodeExact(data[AbiSelector.Size..]).GetArray<Address>(2) is [var stablecoin, ..] ? stablecoin : null;
    }

    private static LedgerFault Fault(ExpectedOutflow purchase, string property, object? found, object? expected, string why) =>
        LedgerFault.Value(OrderKeys.Partition, OrderKeys.Job(purchase.OrderId), property, found, expected, why);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <param name="From">First block.</param>
    /// <param name="To">Last block.</param>
    /// <param name="Outflows">Of one wallet in them, by transaction.</param>
    internal sealed record Searched(long From, long To, IReadOnlyDictionary<Hash256, OutflowScan.Outflow> Outflows);
}
