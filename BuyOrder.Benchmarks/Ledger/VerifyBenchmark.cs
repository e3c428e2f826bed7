using System.Text.Json;
using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Ledger.Opening;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>The ledger computed again from its rows, call by call until there is no next one.</summary>
internal sealed class VerifyBenchmark() : ScanBenchmark(least: 0.5)
{
    /// <summary>32, two for the place to pause at, and the blocks'.</summary>
    private const double MostBytes = 40;

    /// <summary>With fewer entries the pages that come and go hide what grows.</summary>
    private const int FewestForAim = 1_000_000;

    public override string Name => "verify";

    public override string Summary => "verification of 10 000, 100 000 and 1 000 000 entries; beside reading the rows raw";

    /// <summary>Blocks, days and entries.</summary>
    protected override (string From, string Before) Rows => ("b:", "e;");

    protected override async Task ScanAsync(InProcessApp app, int entries, CancellationToken cancellation)
    {
        var verified = 0;
        for (string? query = ""; query is not null;)
        {
            using var answer = new MemoryStream();
            await app.GetAsync("VerifyLedger", answer, cancellation, query);
            using var json = JsonDocument.Parse(answer.ToArray());
            if (json.RootElement.TryGetProperty("firstFault", out var fault) && fault.ValueKind != JsonValueKind.Null)
                throw new InvalidOperationException($"The ledger does not verify: {fault}");
            verified += json.RootElement.GetProperty("verified").GetProperty("entries").GetInt32();
            query = json.RootElement.TryGetProperty("nextLink", out var next) && next.GetString() is { } link ? link[link.IndexOf('?', StringComparison.Ordinal)..] : null;
        }
        if (verified != entries)
            throw new InvalidOperationException($"{verified} of {entries} entries were verified.");
    }

    /// <summary>What grows with the ledger: the rest are some pages.</summary>
    protected override Line Memory(string name, int entries, double bytes, double smallest) => new(
        name,
        "bytes of heap more for each entry of a shard",
        (bytes - smallest) * LedgerOptions.DefaultShardCount / (entries - Smallest),
        Aim: entries < FewestForAim ? null : Aim.Most(MostBytes));
}
