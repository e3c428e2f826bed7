using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>One kind of row: where it lies, how its keys begin, and what reads it.</summary>
/// <param name="Table">Plain name of the table.</param>
/// <param name="Partition">Exactly; null: that of any shard.</param>
/// <param name="Key">The key's beginning if it ends with a colon, else the whole key; null: any key.</param>
/// <param name="Read">Reads a row as the product does; throws for one it cannot read.</param>
internal sealed record RowKind(string Table, string? Partition, string? Key, Func<TableRow, object?> Read)
{
    /// <summary>What the product would write for what it read; null: rows of this kind are never written again, or have no writer of their own.</summary>
    public Func<TableRow, RowValues>? WriteAgain { get; init; }

    public bool Has(string table, TableRow row) =>
        table == Table
        && (Partition is null ? row.Partition.Length == 2 : row.Partition == Partition)
        && (Key is null || (Key.EndsWith(':') ? row.Key.StartsWith(Key, StringComparison.Ordinal) : row.Key == Key));

    public override string ToString() => $"{Table}/{Partition ?? "{shard}"}/{Key ?? "{any}"}";
}
