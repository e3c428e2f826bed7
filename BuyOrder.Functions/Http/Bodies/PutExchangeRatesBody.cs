using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "rates": { "USD": "18.25", … }, "reason": "…" }</c>.</summary>
/// <param name="Rates">ZAR per unit by currency code; at least one.</param>
/// <param name="Reason">Where the rates come from, or why they are changed.</param>
internal sealed record PutExchangeRatesBody(IReadOnlyDictionary<string, ExchangeRate> Rates, string Reason)
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>More than there are currencies.</summary>
    public const int MaxRates = 200;

    private const string RateRule =
        "Must be ZAR per unit as a decimal string or number, more than 0 and below 10^18, with at most 18 significant digits and 28 decimals.";

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong; each is named, as <c>rates.USD</c>.</exception>
    public static PutExchangeRatesBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "rates", "reason");
        var rates = new Dictionary<string, ExchangeRate>(StringComparer.Ordinal);
        foreach (var (code, value) in members.Object("rates", MaxRates))
        {
            var member = BodyMembers.Shown($"rates.{code}");
            if (Fault(code) is { } fault)
                members.Fault(member, fault);
            else if (!TryRate(value, out var rate))
                members.Fault(member, RateRule);
            else
                rates.Add(code, rate);
        }
        var reason = members.Reason();
        members.Demand();
        return new PutExchangeRatesBody(rates, reason!);
    }

    private static string? Fault(string code) => Currency.Find(code) switch
    {
        null => "There is no such currency: the code must be one of ISO 4217 with a minor unit, in upper case.",
        var currency when currency == Currency.Zar => "Must not be there: one ZAR is one ZAR.",
        _ => null,
    };

    private static bool TryRate(JsonElement value, [NotNullWhen(true)] out ExchangeRate? rate)
    {
        rate = null;
        return value.ValueKind switch
        {
            JsonValueKind.String => BodyMembers.TryText(value) is { } text && ExchangeRate.TryParse(text, allowExponent: false, out rate),
            JsonValueKind.Number => ExchangeRate.TryParse(value.GetRawText(), allowExponent: true, out rate),
            _ => false,
        };
    }
}
