using System.Globalization;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Schedule;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Parameters;

/// <summary>One version of the business parameters as a row, and back.</summary>
internal static class ParametersRow
{
    /// <summary>Over the rest of the row. Versions from before it was kept have it in a row beside them (<see cref="HashKey"/>).</summary>
    public const string HashColumn = "hash";

    public static string Key(int version) => string.Create(CultureInfo.InvariantCulture, $"v:{version:D10}");

    /// <summary>The version whose row has this key; null when it is another kind of row.</summary>
    public static int? VersionOf(string key) =>
        key.Length > 2 && int.TryParse(key.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && key == Key(version) ? version : null;

    public static string HashKey(int version) => string.Create(CultureInfo.InvariantCulture, $"h:{version:D10}");

    public static RowValues Write(ParametersVersion version)
    {
        var row = new RowValues
        {
            ["changedAt"] = version.ChangedAt,
            ["changedBy"] = version.ChangedBy,
            ["reason"] = version.Reason,
            ["scheduleFrom"] = version.Start?.From,
            ["scheduleDueId"] = version.Start?.Due?.Id,
            ["scheduleDueAt"] = version.Start?.Due?.At,
        };
        foreach (var (member, text) in ParametersReader.WriteStored(version.Parameters))
            row[member] = text;
        row[HashColumn] = HashOf(row);
        return row;
    }

    public static string HashOf(RowValues row) => RowHash.Of(row, HashColumn);

    /// <exception cref="InvalidDataException">The row holds no parameters.</exception>
    public static ParametersVersion Read(int version, RowValues row)
    {
        var parameters = ParametersReader.Read(row.TextOrNull, out var faults);
        return parameters is null
            ? throw new InvalidDataException($"Version {version} of the business parameters cannot be read: {faults[0].Member} is '{faults[0].Found}'.")
            : new ParametersVersion(version, parameters, row.Time("changedAt"), row.Text("changedBy"), row.Text("reason"), HashOf(row)) { Start = Start(row) };
    }

    /// <summary>Versions from before it was kept, and those of the first schedule, have none.</summary>
    private static ScheduleStart? Start(RowValues row) => row.TimeOrNull("scheduleFrom") is { } from
        ? new ScheduleStart(from, row.TextOrNull("scheduleDueId") is { } id ? new Slot(id, row.Time("scheduleDueAt")) : null)
        : null;
}
