using BuyOrder.Domain;
using BuyOrder.Functions.Tests.Fixtures;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Rows;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders.Verifying;

/// <summary>Rows of the order store, the parameters and the rates are changed behind the engine's back: found, named, and no step rests on them.</summary>
public sealed class OrderTamperTests(ITestOutputHelper output)
{
    private const int Tamperings = 220;

    [Fact]
    public void Every_random_tampering_is_found_the_right_row_named_and_the_next_step_stopped() => Alone(() =>
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BUYORDER_TAMPER_SEED"), out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<string>();
        var taken = TamperedOrders.Kinds.Select(kind => TamperedOrders.Taken(kind())).ToList();
        for (var round = 0; counts.Values.Sum() < Tamperings; round++)
        {
            var book = TamperedOrders.Of(taken[round % taken.Count]);
            if (OrderTampering.Any(book, round / taken.Count, random) is not { } tampering)
                continue;
            counts[tampering.Kind] = counts.GetValueOrDefault(tampering.Kind) + 1;
            var fault = book.Verify().FirstFault;
            if (fault is null || !tampering.Places.Any(place => fault.RowKey.StartsWith(place, StringComparison.Ordinal)))
                failures.Add($"{tampering.What}: {fault?.Detail ?? "not found"}");
            if (Step(book, tampering) is { } done)
                failures.Add($"{tampering.What}: {done}");
        }

        output.WriteLine($"Counted: {Tamperings} tamperings with the order store, seed {seed}: " + string.Join(", ", counts.Select(kind => $"{kind.Key} {kind.Value}")));
        Assert.True(failures.Count == 0, $"Seed {seed}: {string.Join(Environment.NewLine, failures)}");
        Assert.Empty(OrderTampering.AllKinds.Except(counts.Keys));
    });

    [Fact]
    public void Every_kind_of_row_of_the_order_store_is_tampered_with_here_or_named_as_checked_elsewhere() => Assert.Equal(
        RowKinds.All.Where(kind => kind.Table == OrderKeys.Table).Select(kind => OrderTampering.Counted(kind.Table, kind.Key!)).Order(StringComparer.Ordinal),
        OrderTampering.AllKinds.Where(kind => kind.StartsWith(OrderTampering.Counted(OrderKeys.Table, ""), StringComparison.Ordinal))
            .Concat(OrderTampering.Elsewhere.Select(key => OrderTampering.Counted(OrderKeys.Table, key))).Order(StringComparer.Ordinal));

    /// <summary>What the engine did on the changed rows and should not have; null when it did well.</summary>
    private static string? Step(TamperedOrders book, OrderTampering tampering)
    {
        var system = book.System;
        system.Restart();
        system.Mine();
        system.Calls.Take();
        if (tampering.IsStepsOwn)
            system.Advance();
        RunResult run = system.Run("m-next");
        var calls = system.Calls.Take();
        if (run.Outcome == ReasonCode.Ordered)
            return "another order was placed";
        if (!tampering.IsStepsOwn)
            return tampering.Kind == "cut off" && run.Outcome != ReasonCode.LedgerFault ? $"the run ended with {run.Outcome}" : null;
        var acts = calls.Where(call => call is "sign" or "broadcast" || call.StartsWith("write state", StringComparison.Ordinal)).ToList();
        if (acts.Count > 0)
            return $"the engine went on: {string.Join(", ", acts)}";
        return run.Outcome == ReasonCode.LedgerFault ? null : $"the run ended with {run.Outcome}";
    }
}
