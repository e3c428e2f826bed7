namespace BuyOrder.Domain.Revenue;

/// <summary>Why a message can never become an entry.</summary>
/// <remarks>
/// The reason is one of <see cref="RejectionReason"/>; the member is null when the message as a whole is at fault; the detail is
/// for people: what is wrong and what is allowed, at most 300 characters, quoting no more of the message than a number or a name.
/// </remarks>
public sealed record Rejection(string Reason, string? Member, string Detail);

/// <summary>Stable codes: stored with rejected revenue and answered over HTTP.</summary>
public static class RejectionReason
{
    public const string TooLarge = "too_large";
    public const string InvalidJson = "invalid_json";
    public const string NotAnObject = "not_an_object";
    public const string DuplicateMember = "duplicate_member";
    public const string MissingMember = "missing_member";
    public const string WrongType = "wrong_type";
    public const string InvalidId = "invalid_id";
    public const string UnknownKind = "unknown_kind";
    public const string UnknownSource = "unknown_source";
    public const string InvalidAmount = "invalid_amount";
    public const string AmountNotPositive = "amount_not_positive";
    public const string TooManyDecimals = "too_many_decimals";
    public const string AmountTooLarge = "amount_too_large";
    public const string UnknownCurrency = "unknown_currency";
    public const string InvalidExchangeRate = "invalid_exchange_rate";
    public const string NoExchangeRate = "no_exchange_rate";
    public const string InvalidOccurredAt = "invalid_occurred_at";
    public const string InvalidRefundOf = "invalid_refund_of";
    public const string UnexpectedRefundOf = "unexpected_refund_of";
    public const string ConflictingDuplicate = "conflicting_duplicate";
    public const string LedgerFull = "ledger_full";
    public const string ImplausibleAmount = "implausible_amount";
    public const string ImplausibleRate = "implausible_rate";
    public const string ImplausibleTime = "implausible_time";
    public const string NotSettled = "not_settled";

    /// <summary>True for what an operator may take into the ledger all the same.</summary>
    public static bool CanBeAccepted(string reason) => reason is ImplausibleAmount or ImplausibleRate or ImplausibleTime or NotSettled;
}
