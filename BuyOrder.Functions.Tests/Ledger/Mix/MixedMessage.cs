namespace BuyOrder.Functions.Tests.Ledger.Mix;

/// <summary>A message of a mix and what it stands for.</summary>
/// <param name="Id">Null: it can never become an entry.</param>
/// <param name="Body">As it is sent.</param>
/// <param name="Content">The same for messages of one id that say the same.</param>
/// <param name="Source">Code of its source.</param>
/// <param name="Value">In ZAR, negative for a refund.</param>
internal sealed record MixedMessage(string? Id, byte[] Body, string Content, string Source, decimal Value);
