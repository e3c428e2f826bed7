using System.Globalization;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Cli;

/// <summary>The chain that <see cref="VerifyCommand"/> compares the orders with, as the command line names it.</summary>
internal sealed class ChainPlace(VerifyOptions.ChainPart asked)
{
    /// <summary>An auditor's nodes are not asked again and again for days.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

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
        using var http = NodeConnections.Create(ConnectionLifetime);
        var time = TimeProvider.System;
        var options = new ChainOptions { ChainId = asked.ChainId, RpcUrls = asked.RpcUrls };
        var nodes = new ChainNodes(
            [.. options.Nodes().Select(node => new JsonRpcNode(http, node.Url, ChainOptions.Node with { Name = node.Name }, time))],
            new NodeFaults(time),
            time,
            NullLogger<ChainNodes>.Instance);
        await CheckChainAsync(nodes, cancellation);

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

    private async Task CheckChainAsync(ChainNodes nodes, CancellationToken cancellation)
    {
        var served = await nodes.AskAsync(
            async (node, token) =>
            {
                var batch = new RpcBatch();
                var id = batch.Add(Eth.ChainId);
                await node.SendAsync(batch, token);
                return id.Result.ToString(CultureInfo.InvariantCulture);
            },
            _ => true,
            cancellation);
        var expected = asked.ChainId.ToString(CultureInfo.InvariantCulture);
        if (served.FirstOrDefault(id => id != expected) is { } other)
            throw new VerifyOptionsException($"The nodes serve chain {other}, --chain-id names {expected}.");
    }
}
