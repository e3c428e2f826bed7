using System.Globalization;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rates;

/// <summary>
/// Table <c>ExchangeRates</c>, one partition: <c>d:{inverse day}</c> holds the version in force of a day, newest day first;
/// <c>v:{day}:{inverse version}</c> each version, newest first; <c>u:…</c> the audit, <c>audit</c> the head of its chain. All of a change are
/// written together.
/// </summary>
internal static class RatesRow
{
    public const string Table = "ExchangeRates";
    public const string Partition = Partitions.Rates;
    public const string DayPrefix = "d:";
    /// <summary>Versions of all days.</summary>
    public const string AllVersions = "v:";

    public const string AfterVersions = "v;";

    public static string DayKey(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{DayPrefix}{DateOnly.MaxValue.DayNumber - day.DayNumber:D7}");

    public static string VersionKey(DateOnly day, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{VersionPrefix(day)}{int.MaxValue - version:D10}");

    public static string VersionPrefix(DateOnly day) => $"v:{DayText.Of(day)}:";

    public static RowValues Write(DailyRates rates) => new()
    {
        ["schema"] = RowText.Schema,
        ["day"] = DayText.Of(rates.Day),
        ["version"] = rates.Version,
        ["rates"] = Json(rates.Rates),
        ["changedAt"] = rates.ChangedAt,
        ["changedBy"] = rates.ChangedBy,
        ["reason"] = rates.Reason,
    };

    /// <exception cref="InvalidDataException">The row holds no rates.</exception>
    public static DailyRates Read(RowValues row)
    {
        row.RequireSchema("A row of exchange rates");
        if (!DayText.TryParse(row.Text("day"), out var day))
            throw new InvalidDataException("Property day holds no day.");
        return new DailyRates(
            day, row.Int32("version"), Parse(row.Text("rates")), row.Time("changedAt"), row.Text("changedBy"), row.Text("reason"));
    }

    /// <summary>An object of currency codes, ordered, with their rates as strings: nothing in it needs an escape.</summary>
    public static string Json(IReadOnlyDictionary<string, ExchangeRate> rates)
    {
        var json = new StringBuilder("{");
        foreach (var (code, rate) in rates.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.Append(json.Length == 1 ? "" : ",").Append(CultureInfo.InvariantCulture, $"\"{code}\":\"{rate}\"");
        return json.Append('}').ToString();
    }

    private static SortedDictionary<string, ExchangeRate> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var rates = new SortedDictionary<string, ExchangeRate>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                rates.Add(member.Name, ExchangeRate.TryParse(member.Value.GetString(), allowExponent: false, out var rate)
                    ? rate
                    : throw new InvalidDataException($"The rate of {member.Name} is none."));
            }
            return rates;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("Property rates holds no rates.", e);
        }
    }
}
