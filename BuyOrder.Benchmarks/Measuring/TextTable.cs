using System.Globalization;

namespace BuyOrder.Benchmarks.Measuring;

/// <summary>The lines of a result as a table of plain text, readable as Markdown.</summary>
internal static class TextTable
{
    private static readonly string[] Head = ["", "ours", "unit", "beside", "", "ratio", "aim", ""];

    public static string Of(IReadOnlyList<Line> lines)
    {
        var rows = lines.Select(Cells).Prepend(Head).ToList();
        var widths = Head.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        rows.Insert(1, [.. widths.Select(width => new string('-', width))]);
        return string.Join('\n', rows.Select(row => $"| {string.Join(" | ", row.Select((cell, i) => cell.PadRight(widths[i])))} |")) + "\n";
    }

    private static string[] Cells(Line line) =>
    [
        line.Case,
        Number(line.Ours),
        line.Unit,
        line.Beside is { } beside ? Number(beside) : "",
        line.BesideName ?? "",
        line.Ratio is { } ratio ? ratio.ToString("F2", CultureInfo.InvariantCulture) : "",
        line.Aim?.ToString() ?? "",
        line.Met switch { true => "met", false => "MISSED", null => "" },
    ];

    /// <summary>Three digits at least: what is small has decimals.</summary>
    private static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "F0", >= 10 => "F1", _ => "F2" }, CultureInfo.InvariantCulture);
}
