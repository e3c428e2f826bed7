using BuyOrder.Storage;

namespace BuyOrder.Ledger.Reading;

/// <summary>Some entries of one shard as they are stored.</summary>
internal sealed record EntryRows(int Shard, IReadOnlyList<TableRow> Rows);
