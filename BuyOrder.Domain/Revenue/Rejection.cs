namespace BuyOrder.Domain.Revenue;

/// <summary>Why a message can never become an entry.</summary>
/// <remarks>
/// The reason is one of <see cref="RejectionReason"/>; the member is null when the message as a whole is at fault; the detail is
/// for people: what is wrong and what is allowed, at most 300 characters, quoting no more of the message than a number or a name.
/// </remarks>
public sealed record Rejection(string Reason, string? Member, string Detail);
