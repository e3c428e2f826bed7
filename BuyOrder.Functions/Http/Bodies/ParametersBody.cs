using System.Text.Json;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Functions.Http.Bodies;

/// <summary>The whole document of the parameters, every member, and why: <c>{ "rateBps": 1000, …, "reason": "…" }</c>.</summary>
/// <param name="Parameters">All of them; pause is not among them.</param>
/// <param name="Reason">Why they are changed; null where none is asked for.</param>
internal sealed record ParametersBody(BusinessParameters Parameters, string? Reason)
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>More than any member needs.</summary>
    private const int MaxTextLength = 8_000;

    private const int MaxShownLength = 100;
    private const string OffFirst = "null, or ";

    /// <exception cref="RequestException">400: not JSON, or members are missing, unknown or wrong; each is named with what is allowed.</exception>
    public static ParametersBody Parse(ReadOnlyMemory<byte> body, KnownSources sources, bool needsReason)
    {
        using var document = BodyReader.Parse(body);
        var names = ParametersReader.DocumentMembers.Select(ParameterDifference.PublicName).ToList();
        var members = new BodyMembers(document.RootElement, [.. names, BodyMembers.ReasonMember]);
        var given = new Dictionary<string, JsonElement>();
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in document.RootElement.EnumerateObject())
                given.TryAdd(member.Name, member.Value);
            var parameters = ParametersReader.ReadNew(member => TextOf(member, given), sources, out var faults);
            foreach (var fault in faults)
            {
                var name = ParameterDifference.PublicName(fault.Member);
                members.Fault(name, $"Must be {Allowed(fault)}; it is {(given.TryGetValue(name, out var found) ? Shown(found) : "missing")}.");
            }

            var reason = members.Reason(needsReason);
            members.Demand();
            return new ParametersBody(parameters!, reason);
        }

        members.Demand();
        throw new InvalidOperationException("A body that is no object is refused.");
    }

    /// <summary>Numbers are JSON numbers, all else is text, and a limit that is off is null; anything else is what no member may be.</summary>
    private static string? TextOf(string member, Dictionary<string, JsonElement> given)
    {
        if (!given.TryGetValue(ParameterDifference.PublicName(member), out var value))
            return null;
        return (value.ValueKind, ParametersReader.IsNumber(member)) switch
        {
            (JsonValueKind.Null, _) when ParametersReader.MayBeOff(member) => ParametersReader.Off,
            (JsonValueKind.Number, true) => value.GetRawText(),
            (JsonValueKind.String, false) => BodyMembers.TryText(value) is { Length: <= MaxTextLength } text && text != ParametersReader.Off
                ? text
                : ParametersReader.Unfit,
            _ => ParametersReader.Unfit,
        };
    }

    /// <summary>A text where it is no number, so that the two are not taken for each other.</summary>
    private static string Allowed(ParameterFault fault)
    {
        if (ParametersReader.IsNumber(fault.Member))
            return fault.Allowed;
        return fault.Allowed.StartsWith(OffFirst, StringComparison.Ordinal) ? $"{OffFirst}a text: {fault.Allowed[OffFirst.Length..]}" : $"a text: {fault.Allowed}";
    }

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= MaxShownLength ? text : text[..MaxShownLength] + "…";
    }
}
