namespace BuyOrder.Storage;

/// <summary>A page of rows; <see cref="Continuation"/> is null at the end of the range.</summary>
internal sealed record TablePage(IReadOnlyList<TableRow> Rows, string? Continuation);
