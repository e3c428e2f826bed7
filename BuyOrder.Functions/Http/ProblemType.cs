namespace BuyOrder.Functions.Http;

/// <summary>The kinds of problem; clients may rely on these names (docs/http-api.md).</summary>
internal static class ProblemType
{
    public const string InvalidRequest = Prefix + "invalid-request";
    public const string NotFound = Prefix + "not-found";
    public const string MethodNotAllowed = Prefix + "method-not-allowed";
    public const string PreconditionFailed = Prefix + "precondition-failed";
    public const string PreconditionRequired = Prefix + "precondition-required";
    public const string TooLarge = Prefix + "too-large";
    public const string IdempotencyConflict = Prefix + "idempotency-conflict";
    public const string Conflict = Prefix + "conflict";
    public const string Refused = Prefix + "refused";
    public const string Unavailable = Prefix + "unavailable";
    public const string Internal = Prefix + "internal";

    private const string Prefix = "urn:buyorder:problem:";

    /// <summary>The same kind as one word, written as all of the API's words are: <c>not_found</c>.</summary>
    public static string CodeOf(string type) => type[Prefix.Length..].Replace('-', '_');
}
