using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Orders.Verifying;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Ledger.Verifying;

/// <summary>Rows of a real table are changed behind the ledger's back: every change is found, and where it was made.</summary>
public sealed class TamperTests(TestServers servers, ITestOutputHelper output)
{
    private const int Tamperings = 220;
    private const int Entries = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_random_tampering_is_found_and_the_right_row_named()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BUYORDER_TAMPER_SEED"), out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        using var ledger = await TamperedLedger.NewAsync(servers, Entries);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<string>();
        for (var i = 0; counts.Values.Sum() < Tamperings; i++)
        {
            if (await Tampering.All[i % Tampering.All.Count](ledger, random) is { } tampering)
            {
                counts[tampering.Kind] = counts.GetValueOrDefault(tampering.Kind) + 1;
                var fault = (await ledger.VerifyAsync()).FirstFault;
                if (fault is null || !tampering.Places.Contains((fault.Partition, fault.RowKey)))
                    failures.Add($"{tampering.Kind} {tampering.What}: {fault?.Detail ?? "not found"}");
            }
            await ledger.UndoAsync();
        }

        output.WriteLine(
            $"Counted: {Tamperings} tamperings with the ledger's rows, seed {seed}, {failures.Count} not found or named elsewhere: "
            + string.Join(", ", counts.Select(kind => $"{kind.Key} {kind.Value}")));
        Assert.True(failures.Count == 0, $"Seed {seed}: {string.Join(Environment.NewLine, failures)}");
        var clean = await ledger.VerifyAsync();
        Assert.Null(clean.FirstFault);
        Assert.Equal((Entries, 2), (clean.Entries, clean.Frozen));
    }

    [Fact]
    public async Task Newest_entries_that_are_taken_away_without_a_trace_are_missed_by_the_earlier_verification()
    {
        using var ledger = await TamperedLedger.NewAsync(servers, Entries);
        await ledger.System.RecordAsync(Enumerable.Range(0, 12).Select(i => TestMessage.Sale($"late {i}")));
        var log = new VerificationLog(ledger.Store);
        await log.RecordAsync(await ledger.VerifyAsync(), null, null, null, Cancellation);
        var anchor = (await log.NewestAsync(Cancellation))!.Anchor;
        Assert.Null((await ledger.VerifyAsync(anchor)).FirstFault);

        // What is left is the ledger as the newest order saw it.
        await TailCut.ToLastOrderAsync(ledger);

        Assert.Null((await ledger.VerifyAsync()).FirstFault);
        var fault = (await ledger.VerifyAsync(anchor)).FirstFault;
        Assert.Equal((VerificationLog.Partition, "cutOff"), (fault?.Partition, fault?.Property));
    }
}
