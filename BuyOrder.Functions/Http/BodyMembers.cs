using System.Globalization;
using System.Text.Json;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Functions.Http;

/// <summary>Reads the members of a small JSON object and collects every fault, so that all are told at once.</summary>
internal sealed class BodyMembers
{
    /// <summary>Says why, in the operator's own words.</summary>
    public const string ReasonMember = "reason";

    private const int MaxReasonLength = 500;
    private const int MaxAddressLength = 42;

    private readonly Dictionary<string, JsonElement> members = [];
    private readonly Dictionary<string, string[]> errors = [];

    /// <param name="root">The body.</param>
    /// <param name="allowed">Every member there may be.</param>
    public BodyMembers(JsonElement root, params IReadOnlyList<string> allowed)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Fault("body", "Must be a JSON object.");
            return;
        }

        foreach (var member in root.EnumerateObject())
        {
            if (!allowed.Contains(member.Name))
                Fault(Shown(member.Name), $"There is no such member; allowed are {string.Join(", ", allowed)}.");
            else if (!members.TryAdd(member.Name, member.Value))
                Fault(member.Name, "Must not be there twice.");
        }
    }

    /// <exception cref="RequestException">400: with every fault that was found.</exception>
    public void Demand()
    {
        if (errors.Count > 0)
            throw new RequestException(ProblemResult.Invalid(errors));
    }

    public void Fault(string member, string fault) => errors.TryAdd(member, [fault]);

    /// <summary>A text; null when it is missing or null, which is a fault where it is required.</summary>
    public string? Text(string name, int maxLength, bool required)
    {
        var allowed = $"Must be a text of 1 to {maxLength} characters without control characters.";
        if (!members.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
                Fault(name, $"{allowed} It is missing.");
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && TryText(value) is { Length: > 0 } text && text.Length <= maxLength
            && !text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        Fault(name, allowed);
        return null;
    }

    /// <summary>The operator's own words, for the audit trail.</summary>
    public string? Reason(bool required = true) => Text(ReasonMember, MaxReasonLength, required);

    /// <summary>An address; null when it is missing or none, which is a fault where it is there or required.</summary>
    public Address? Address(string name, bool required)
    {
        if (Text(name, MaxAddressLength, required) is not { } text)
            return null;
        if (BuyOrder.Domain.Chain.Address.TryParse(text, out var address))
            return address;
        Fault(name, "Must be 0x and 40 hexadecimal digits; in mixed case, with its EIP-55 checksum.");
        return null;
    }

    /// <summary>The members of an object; none, with a fault, when it is missing, none, empty, too large, or has a member twice.</summary>
    public IReadOnlyList<(string Name, JsonElement Value)> Object(string name, int maxMembers)
    {
        var found = new List<(string Name, JsonElement Value)>();
        if (members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Object)
            found.AddRange(value.EnumerateObject().Select(member => (member.Name, member.Value)));
        if (found.Count == 0 || found.Count > maxMembers)
        {
            Fault(name, $"Must be an object with 1 to {maxMembers} members.");
            return [];
        }

        foreach (var twice in found.GroupBy(member => member.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
            Fault(Shown($"{name}.{twice.Key}"), "Must not be there twice.");
        return [.. found.DistinctBy(member => member.Name, StringComparer.Ordinal)];
    }

    /// <summary>True or false; false when it is missing.</summary>
    public bool Flag(string name)
    {
        if (members.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            Fault(name, "Must be true or false.");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>An array of distinct texts; none, with a fault, when it is missing or holds anything else.</summary>
    public IReadOnlyList<string> Texts(string name, int maxCount, int maxLength)
    {
        if (members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= maxCount)
        {
            var texts = value.EnumerateArray().Select(each => each.ValueKind == JsonValueKind.String ? TryText(each) : null).ToArray();
            if (texts.All(text => text?.Length >= 1 && text.Length <= maxLength))
                return [.. texts.OfType<string>().Distinct(StringComparer.Ordinal)];
        }
        Fault(name, $"Must be an array of at most {maxCount} texts of 1 to {maxLength} characters.");
        return [];
    }

    /// <summary>A whole number of at least 0; 0 with a fault when it is none.</summary>
    public long Natural(string name)
    {
        if (members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number) && number >= 0)
        {
            return number;
        }

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from 0 to {long.MaxValue}."));
        return 0;
    }

    /// <summary>Null for a text that holds half a surrogate pair.</summary>
    public static string? TryText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member's name fit for an answer.</summary>
    public static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
