using System.Globalization;
using BuyOrder.Domain.Parameters;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Parameters;

/// <summary>The versioned business parameters: rows <c>v:{version}</c> that never change, and a row <c>current</c> that names the newest.</summary>
internal sealed class ParameterStore(ITableStore tables, TimeProvider time)
{
    public const string TableName = "Parameters";

    private const string Partition = "parameters";
    private const string Current = "current";

    private readonly ITable table = tables.Table(TableName);

    /// <summary>Writes version 1 if there is no version yet. Later starts change nothing, whatever their settings say.</summary>
    public async Task InitialiseAsync(BusinessParameters initial, CancellationToken cancellation)
    {
        if (await table.ReadAsync(Partition, Current, cancellation) is not null)
            return;

        var first = new ParametersVersion(1, initial, time.GetUtcNow(), "deployment", "Initial parameters of the deployment.");
        var result = await table.SubmitAsync(
            Partition,
            [new TableWrite.Insert(Current, new RowValues { ["version"] = 1 }), new TableWrite.Insert(Key(1), Write(first))],
            cancellation);

        // Another instance that starts at the same time has written them: that is as good.
        if (!result.Applied && result.Failure != BatchFailure.AlreadyExists)
            throw new InvalidDataException("The first version of the business parameters could not be written.");
    }

    /// <summary>The version in force.</summary>
    public async Task<ParametersVersion> CurrentAsync(CancellationToken cancellation)
    {
        var current = await table.ReadAsync(Partition, Current, cancellation)
            ?? throw new InvalidDataException("There are no business parameters yet.");
        return await VersionAsync(current.Values.Int32("version"), cancellation);
    }

    /// <summary>One version, as it was made.</summary>
    public async Task<ParametersVersion> VersionAsync(int version, CancellationToken cancellation)
    {
        if (Volatile.Read(ref remembered) is { } known && known.Version == version)
            return known;

        var row = await table.ReadAsync(Partition, Key(version), cancellation)
            ?? throw new InvalidDataException($"Version {version} of the business parameters is missing.");
        var read = Read(version, row.Values);
        Volatile.Write(ref remembered, read);
        return read;
    }

    /// <summary>Versions never change, so the last one read may be kept.</summary>
    private ParametersVersion? remembered;

    private static string Key(int version) => string.Create(CultureInfo.InvariantCulture, $"v:{version:D10}");

    private static RowValues Write(ParametersVersion version)
    {
        var row = new RowValues
        {
            ["changedAt"] = version.ChangedAt,
            ["changedBy"] = version.ChangedBy,
            ["reason"] = version.Reason,
        };
        foreach (var (member, text) in ParametersReader.Write(version.Parameters))
            row[member] = text;
        return row;
    }

    private static ParametersVersion Read(int version, RowValues row)
    {
        var parameters = ParametersReader.Read(row.TextOrNull, out var faults);
        return parameters is null
            ? throw new InvalidDataException($"Version {version} of the business parameters cannot be read: {faults[0].Member} is '{faults[0].Found}'.")
            : new ParametersVersion(version, parameters, row.Time("changedAt"), row.Text("changedBy"), row.Text("reason"));
    }
}
