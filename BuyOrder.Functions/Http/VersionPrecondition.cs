using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace BuyOrder.Functions.Http;

/// <summary>
/// The preconditions of a request that makes a version (RFC 9110, section 13.1): <c>"3"</c> is the tag of version 3. <c>If-Match</c> says
/// which versions may be replaced, <c>If-None-Match</c> which must not be in force. A tag that is none of ours matches nothing.
/// </summary>
internal sealed class VersionPrecondition
{
    private const string Allowed = "Must be *, or one or more ETags as they were answered, separated by commas, such as \"3\".";

    private readonly IList<EntityTagHeaderValue> match;
    private readonly IList<EntityTagHeaderValue> noneMatch;

    private VersionPrecondition(IList<EntityTagHeaderValue> match, IList<EntityTagHeaderValue> noneMatch) =>
        (this.match, this.noneMatch) = (match, noneMatch);

    /// <summary>False when the request does not say what it replaces; it then means to make the first.</summary>
    public bool IsStated => match.Count > 0 || IsAny(noneMatch);

    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <exception cref="RequestException">400: a header is no list of entity tags.</exception>
    public static VersionPrecondition Read(HttpRequest request) => new(
        Read(HeaderNames.IfMatch, request.Headers.IfMatch), Read(HeaderNames.IfNoneMatch, request.Headers.IfNoneMatch));

    /// <summary>The version that the new one follows, 0 for the first; null when the preconditions do not hold.</summary>
    /// <remarks>
    /// A tag that names the version before the one in force is let through: the request may have made that one itself and lost the answer,
    /// and the store tells.
    /// </remarks>
    /// <param name="current">The version in force; null: none.</param>
    public int? Follows(int? current)
    {
        if (current is { } inForce && !IsAny(noneMatch) && Contains(noneMatch, inForce, isWeak: true))
            return null;
        if (match.Count == 0)
            return 0;
        if (IsAny(noneMatch))
            return null;
        if (current is not { } version)
            return null;
        if (IsAny(match) || Contains(match, version, isWeak: false))
            return version;
        return Contains(match, version - 1, isWeak: false) ? version - 1 : null;
    }

    /// <summary>The answer when another version is in force, or none: 412, or 428 when the request did not say what it replaces.</summary>
    /// <param name="current">The version in force; null: none.</param>
    /// <param name="since">What is told of it, beginning with a space; empty for nothing.</param>
    public ProblemResult Refusal(int? current, string since = "")
    {
        var state = current is { } version ? $"The version in force is {ETag(version)}" : "There is no version yet";
        return IsStated || Follows(current) is null
            ? ProblemResult.PreconditionFailed($"{state}.{since}")
            : ProblemResult.PreconditionRequired($"{state}: name it in If-Match to replace it.");
    }

    /// <summary>The newest version that If-Match names and that there is; 0 when it names none.</summary>
    public int NewestKnown(int current)
    {
        var version = current;
        while (version > 0 && !Contains(match, version, isWeak: true))
            version--;
        return version;
    }

    private static IList<EntityTagHeaderValue> Read(string header, StringValues values)
    {
        if (StringValues.IsNullOrEmpty(values))
            return [];
        return EntityTagHeaderValue.TryParseStrictList(values, out var tags) && (tags.Count == 1 || (tags.Count > 1 && !tags.Any(IsAny)))
            ? tags
            : throw new RequestException(ProblemResult.Invalid(header, Allowed));
    }

    private static bool IsAny(IList<EntityTagHeaderValue> tags) => tags is [var only] && IsAny(only);

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Equals(EntityTagHeaderValue.Any);

    /// <summary>If-None-Match compares weakly, If-Match strongly: a weak tag then matches nothing.</summary>
    private static bool Contains(IEnumerable<EntityTagHeaderValue> tags, int version, bool isWeak) =>
        version > 0 && tags.Any(tag => (isWeak || !tag.IsWeak) && tag.Tag.Equals(ETag(version), StringComparison.Ordinal));
}
