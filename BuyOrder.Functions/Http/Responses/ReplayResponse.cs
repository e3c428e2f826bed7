namespace BuyOrder.Functions.Http.Responses;

/// <summary>What the replay of one message came to.</summary>
/// <param name="Result">
/// <c>recorded</c>; <c>duplicate</c>: it was an entry already; <c>conflicting_duplicate</c> or <c>rejected</c>: it stays as it was.
/// </param>
/// <param name="Item">The message as it is kept now, with the reason if it was rejected again.</param>
internal sealed record ReplayResponse(string Result, RejectedRevenueResponse Item);
