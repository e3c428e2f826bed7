using System.Globalization;

namespace BuyOrder.Testing.Scale;

/// <summary>The table of docs/scale.md: the same text on every machine.</summary>
internal static class ScaleTable
{
    private static readonly ScaleCase[] Cases =
    [
        new(8, 1, 100), new(8, 2, 100), new(8, 4, 100), new(8, 8, 100),
        new(8, 1, 1_000), new(8, 2, 1_000), new(8, 4, 1_000), new(8, 8, 1_000),
        new(4, 4, 1_000), new(16, 4, 1_000), new(32, 4, 1_000), new(16, 8, 1_000),
        new(8, 1, 1_000, Sessions: true), new(8, 2, 1_000, Sessions: true), new(8, 4, 1_000, Sessions: true), new(8, 8, 1_000, Sessions: true),
        new(16, 16, 1_000, Sessions: true), new(32, 32, 1_000, Sessions: true),
    ];

    public static string Text { get; } = string.Join('\n',
    [
        "| shards | instances | batch | sessions | entries/s | refused of 1000 | throttled of 1000 |",
        "|-------:|----------:|------:|:--------:|----------:|----------------:|------------------:|",
        .. Cases.Select(Row),
    ]);

    private static string Row(ScaleCase played)
    {
        var result = ScaleModel.Play(played);
        return string.Create(CultureInfo.InvariantCulture, $"| {played.Shards,6} | {played.Instances,9} | {played.BatchSize,5} | ")
            + string.Create(CultureInfo.InvariantCulture, $"{(played.Sessions ? "  yes   " : "   no   ")} | {result.EntriesPerSecond,9} | ")
            + string.Create(CultureInfo.InvariantCulture, $"{PerThousand(result.Refused, result),15} | {PerThousand(result.Throttled, result),17} |");
    }

    private static int PerThousand(int count, ScaleResult result) => (int)(count * 1000L / Math.Max(1, result.Transactions));
}
