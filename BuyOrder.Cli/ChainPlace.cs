using System.Globalization;
using BuyOrder.Domain.Chain;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;

namespace BuyOrder.Cli;

/// <summary>The chain that <see cref="VerifyCommand"/> compares the orders with, as the command line names it.</summary>
internal sealed class ChainPlace(VerifyOptions.ChainPart asked)
{
    /// <summary>Each looks at up to ten million blocks of a wallet.</summary>
    private const int MaxChecks = 1_000;

    /// <summary>From the first order's block to the last final one: what an earlier comparison has come to counts for nothing here.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority: nothing is known.</exception>
    /// <exception cref="VerifyOptionsException">The nodes serve another chain.</exception>
    public async Task<VerificationResult> CompareAsync(
        ITableStore store, VerificationResult result, Action<long, long> progress, CancellationToken cancellation)
    {
        if (result.Book.FirstBlocks.Count == 0)
            return result;
        var options = new ChainOptions { ChainId = asked.ChainId, RpcUrls = asked.RpcUrls };
        using var clients = new NodeClients(options, TimeProvider.System);
        var nodes = clients.Unlogged(TimeProvider.System);
        if (await ServedChain.OtherThanAsync(nodes, asked.ChainId, cancellation) is { } other)
            throw new VerifyOptionsException(Told($"The nodes serve chain {other}, --chain-id names {asked.ChainId}."));

        // Only the stablecoin is looked for, to whomever it went.
        var route = new MarketRoute(Address.Zero, asked.Stablecoin, Address.Zero, null, []);
        var check = new OutflowCheck(
            new TransactionReader(nodes, route, options),
            new OutflowScan(nodes, route),
            new OrderQueries(store),
            new TaskQueries(store),
            new AuditTrail(store));
        var (before, notCompared, whyNot) = ((OutflowSums?)null, 0, (string?)null);
        for (var checks = 0; ; checks++)
        {
            var compared = await check.CheckAsync(before, result.Book.FirstBlocks, cancellation);
            notCompared += compared.NotCompared;
            whyNot ??= compared.WhyNot;
            if (compared.Fault is not null || compared.Sums is not { } sums)
                return result with { FirstFault = compared.Fault };
            before = sums;
            if (compared.IsComplete)
                return result with { Outflows = sums, Uncovered = whyNot is null ? null : Told($"{notCompared} orders were not compared. {whyNot}") };
            if (checks == MaxChecks)
                return result with { Outflows = sums, Uncovered = Told($"The chain was compared up to block {sums.Block} of {compared.Final} only.") };
            progress(sums.Block, compared.Final);
        }
    }

    private static string Told(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
