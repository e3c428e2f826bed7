using System.Globalization;

namespace BuyOrder.Functions.Http;

/// <summary>
/// The entity tags of what has versions: <c>"3"</c> is version 3. <c>If-Match: "3"</c> asks that version 3 be in force,
/// <c>If-None-Match: *</c> that there be none yet (RFC 9110, section 13.1).
/// </summary>
/// <param name="Version">The version that must be in force; 0: none.</param>
/// <param name="IsStated">False when the request said nothing: it then means to make the first.</param>
internal sealed record VersionPrecondition(int Version, bool IsStated)
{
    private const string Allowed = "Must be one ETag as it was answered, such as \"3\".";

    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <exception cref="RequestException">400: the headers are no such precondition.</exception>
    public static VersionPrecondition Read(HttpRequest request)
    {
        var match = request.Headers.IfMatch.ToString();
        var noneMatch = request.Headers.IfNoneMatch.ToString();
        if (noneMatch is not ("" or "*"))
            throw new RequestException(ProblemResult.Invalid("If-None-Match", "Must be *, or not be there."));
        if (match.Length == 0)
            return new VersionPrecondition(0, noneMatch.Length > 0);
        if (noneMatch.Length > 0)
            throw new RequestException(ProblemResult.Invalid("If-Match", "Must not stand beside If-None-Match."));
        if (match is ['"', .. var digits, '"']
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
        {
            return new VersionPrecondition(version, IsStated: true);
        }

        throw new RequestException(ProblemResult.Invalid("If-Match", Allowed));
    }

    /// <summary>The answer when another version is in force, or none: 412, or 428 when the request stated nothing.</summary>
    /// <param name="current">The version in force; null: none.</param>
    public ProblemResult Refusal(int? current)
    {
        var state = current is { } version ? $"The version in force is {ETag(version)}" : "There is no version yet";
        return IsStated
            ? ProblemResult.PreconditionFailed($"{state}.")
            : ProblemResult.PreconditionRequired($"{state}: name it in If-Match to replace it.");
    }
}
