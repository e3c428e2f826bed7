using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue.Reading;

/// <summary>Some entries of one shard as they are stored.</summary>
internal sealed record EntryRows(int Shard, IReadOnlyList<TableRow> Rows);
