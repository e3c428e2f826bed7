namespace BuyOrder.Orders.Notifications;

/// <summary>What came of sending one message.</summary>
/// <param name="Outcome">Taken, or not.</param>
/// <param name="Detail">Status or fault, for the log.</param>
/// <param name="RetryAfter">How long the service asks to be left alone; null when it does not say.</param>
internal sealed record SendAnswer(SendOutcome Outcome, string Detail, TimeSpan? RetryAfter = null);
