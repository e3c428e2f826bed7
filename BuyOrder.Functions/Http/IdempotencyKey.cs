using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http;

/// <summary>The header that makes a repeated request the same request; with or without the quotes of a structured field's string.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>Tells that the answer is about what an earlier request with this key has made.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>Null when there is none.</summary>
    /// <exception cref="RequestException">400: it has another form, or is missing though it is required.</exception>
    public static string? Read(HttpRequest request, bool required)
    {
        var text = request.Headers[Header] is { Count: > 0 } values ? values.ToString() : null;
        var key = text is ['"', .. var inner, '"'] ? inner : text;
        if (OrderIds.IsKey(key) || (key is null && !required))
            return key;
        var missing = key is null ? " It is missing." : "";
        throw new RequestException(ProblemResult.Invalid(
            Header, $"Must match {OrderIds.KeyPattern}, with or without quotes; it is required unless dryRun is true.{missing}"));
    }
}
