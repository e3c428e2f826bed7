namespace BuyOrder.Functions.Http;

/// <summary>
/// Finds query parameters that a function does not know, and known ones that come twice: a misspelt filter would otherwise answer
/// everything, and look like an answer to the question.
/// </summary>
internal static class KnownQuery
{
    /// <summary>A query of a thousand parameters must not make an answer of a thousand faults.</summary>
    private const int MaxFaults = 16;

    /// <summary>A key of the host's and its name; the host leaves them in the query.</summary>
    private static readonly HashSet<string> OfTheHost = new(StringComparer.OrdinalIgnoreCase) { "code", "clientId" };

    public static IReadOnlyDictionary<string, string[]> Faults(IQueryCollection query, IReadOnlyList<string> known)
    {
        var faults = new Dictionary<string, string[]>();
        foreach (var (name, values) in query.Where(each => !OfTheHost.Contains(each.Key)))
        {
            if (faults.Count == MaxFaults)
                break;
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                faults[BodyMembers.Shown(name)] = [Unknown(known)];
            else if (values.Count > 1)
                faults[name] = ["Must not be there twice."];
        }
        return faults;
    }

    private static string Unknown(IReadOnlyList<string> known) => known.Count == 0
        ? "There is no such parameter; there are none here."
        : $"There is no such parameter; allowed are {string.Join(", ", known)}.";
}
