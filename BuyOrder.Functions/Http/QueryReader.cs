using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Http;

/// <summary>
/// Reads the query parameters of a list and collects every fault; <see cref="KnownQuery"/> has refused unknown and repeated ones before.
/// What was read is kept for the link to the next page.
/// </summary>
internal sealed class QueryReader(HttpRequest request)
{
    public const string PageSize = "pageSize";
    public const string Continuation = "continuation";
    public const string ForeignContinuation = "Must be taken from a nextLink, unchanged.";
    public const int DefaultPageSize = 50;
    public const int MaxPageSize = 1000;

    private const int MaxContinuationLength = 4096;

    /// <summary>From there to the end of the year 9999 every layer below can hold times and compare with them.</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IQueryCollection query = request.Query;
    private readonly Dictionary<string, string[]> errors = [];
    private readonly List<KeyValuePair<string, string?>> kept = [];

    /// <summary>The answer to a query that cannot be used; null when it can.</summary>
    public ProblemResult? Problem => errors.Count == 0 ? null : ProblemResult.Invalid(errors);

    /// <summary><c>pageSize</c> and <c>continuation</c>.</summary>
    public PageRequest Page()
    {
        var size = DefaultPageSize;
        if (Value(PageSize) is { } text && !TryPageSize(text, out size))
            Fault(PageSize, $"Must be a whole number from 1 to {MaxPageSize}.");
        return new PageRequest(size, ContinuationText());
    }

    /// <summary><c>continuation</c>; null at the beginning.</summary>
    public string? ContinuationText()
    {
        var continuation = Value(Continuation);
        if (continuation is { Length: 0 or > MaxContinuationLength })
            ContinuationFault();
        return continuation;
    }

    /// <summary><c>from</c> (inclusive) and <c>to</c> (exclusive).</summary>
    public (DateTimeOffset? From, DateTimeOffset? To) Period()
    {
        var from = Time("from");
        var to = Time("to");
        if (from > to)
            Fault("to", "Must not be before from.");
        return (from, to);
    }

    /// <summary>A date, <c>yyyy-MM-dd</c>; null when the parameter is not there.</summary>
    public DateOnly? Date(string name)
    {
        if (Value(name) is not { } text)
            return null;
        if (DayText.TryParse(text, out var date)
            && date.Year >= Earliest.Year)
        {
            return date;
        }

        Fault(name, "Must be a date in the years 2000 to 9999, such as 2026-11-22.");
        return null;
    }

    /// <summary>One of some names; null when the parameter is not there.</summary>
    public T? OneOf<T>(string name, params ReadOnlySpan<(string Name, T Value)> allowed)
        where T : struct
    {
        if (Value(name) is not { } text)
            return null;
        var names = new List<string>();
        foreach (var (each, value) in allowed)
        {
            if (each == text)
                return value;
            names.Add(each);
        }
        Fault(name, $"Must be one of {string.Join(", ", names)}.");
        return null;
    }

    /// <summary>One of some words that are their own value; null when the parameter is not there.</summary>
    public string? OneOf(string name, IEnumerable<string> allowed)
    {
        var text = Value(name);
        if (text is null || allowed.Contains(text))
            return text;
        Fault(name, $"Must be one of {string.Join(", ", allowed)}.");
        return null;
    }

    /// <summary>A text of 1 to <paramref name="maxLength"/> characters; null when the parameter is not there.</summary>
    public string? Text(string name, int maxLength)
    {
        var text = Value(name);
        if (text is null || (text.Length >= 1 && text.Length <= maxLength))
            return text;
        Fault(name, $"Must have 1 to {maxLength} characters.");
        return null;
    }

    /// <summary>A fault that only the caller can find.</summary>
    public void Fault(string name, string fault) => errors[name] = [.. errors.GetValueOrDefault(name, []), fault];

    /// <summary>The continuation is none of ours.</summary>
    public void ContinuationFault() => Fault(Continuation, ForeignContinuation);

    /// <summary>The address of the next page of the same list; null at the end.</summary>
    public string? NextLink(string path, string? continuation) => continuation is null
        ? null
        : AbsoluteLink.To(request, path + QueryString.Create(kept.Where(pair => pair.Key != Continuation).Append(new(Continuation, continuation))));

    private DateTimeOffset? Time(string name)
    {
        if (Value(name) is not { } text)
            return null;

        // A client that forgot to encode the plus sign of an offset meant what it wrote.
        if (Rfc3339.TryParse(text.Replace(' ', '+'), out var time) && time >= Earliest)
            return time;
        Fault(name, "Must be an RFC 3339 time with offset in the years 2000 to 9999 (UTC), such as 2026-11-22T02:00:00Z.");
        return null;
    }

    private static bool TryPageSize(string text, out int size) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= MaxPageSize;

    private string? Value(string name)
    {
        if (!query.TryGetValue(name, out var values))
            return null;
        var value = values.ToString();
        kept.Add(new(name, value));
        return value;
    }
}
