namespace BuyOrder.Storage.Verifying;

/// <summary>The newest record of the chain at some moment, kept elsewhere: the chain may only have grown since.</summary>
internal sealed record RecordAnchor(long Number, string Hash);
