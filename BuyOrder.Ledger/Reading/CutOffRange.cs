namespace BuyOrder.Ledger.Reading;

/// <summary>Entries between two cut-offs of the whole ledger: in each shard those after the first number, up to and with the second.</summary>
internal sealed record CutOffRange(IReadOnlyList<long> After, IReadOnlyList<long> UpTo);
