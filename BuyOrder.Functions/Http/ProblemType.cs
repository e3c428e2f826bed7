namespace BuyOrder.Functions.Http;

/// <summary>The kinds of problem; clients may rely on these names (docs/http-api.md).</summary>
internal static class ProblemType
{
    public const string InvalidRequest = "urn:buyorder:problem:invalid-request";
    public const string NotFound = "urn:buyorder:problem:not-found";
    public const string PreconditionFailed = "urn:buyorder:problem:precondition-failed";
    public const string PreconditionRequired = "urn:buyorder:problem:precondition-required";
    public const string TooLarge = "urn:buyorder:problem:too-large";
    public const string IdempotencyConflict = "urn:buyorder:problem:idempotency-conflict";
    public const string Conflict = "urn:buyorder:problem:conflict";
    public const string ImplausibleRevenue = "urn:buyorder:problem:implausible-revenue";
    public const string Refused = "urn:buyorder:problem:refused";
    public const string Unavailable = "urn:buyorder:problem:unavailable";
    public const string Internal = "urn:buyorder:problem:internal";

    private const string Prefix = "urn:buyorder:problem:";

    /// <summary>The same kind as one word, written as all of the API's words are: <c>not_found</c>.</summary>
    public static string CodeOf(string type) => type[Prefix.Length..].Replace('-', '_');
}
