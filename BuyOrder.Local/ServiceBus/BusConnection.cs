using System.Diagnostics.CodeAnalysis;

namespace BuyOrder.Local.ServiceBus;

/// <summary>A connection string of a Service Bus namespace.</summary>
internal sealed record BusConnection
{
    public const string Form =
        "Endpoint=sb://{namespace};SharedAccessKeyName={name};SharedAccessKey={key}, with UseDevelopmentEmulator=true for an emulator";

    private BusConnection(string text, Uri endpoint) => (Text, Shown) = (text, endpoint.AbsoluteUri.TrimEnd('/'));

    /// <summary>As it was given. Holds a secret.</summary>
    public string Text { get; }

    /// <summary>The address alone.</summary>
    public string Shown { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out BusConnection? connection)
    {
        connection = null;
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A key in base64 ends in equals signs.
            if (part.Split('=', 2) is not [var name, { Length: > 0 } value] || !parts.TryAdd(name, value))
                return false;
        }
        if (!Uri.TryCreate(parts.GetValueOrDefault("Endpoint"), UriKind.Absolute, out var endpoint) || endpoint.Scheme != "sb"
            || !parts.ContainsKey("SharedAccessKeyName") || !parts.ContainsKey("SharedAccessKey") || parts.ContainsKey("EntityPath"))
        {
            return false;
        }
        connection = new BusConnection(text, endpoint);
        return true;
    }

    public override string ToString() => Shown;
}
