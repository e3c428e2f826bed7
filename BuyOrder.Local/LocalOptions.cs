using System.Collections.Immutable;
using System.Globalization;

namespace BuyOrder.Local;

/// <summary>What was asked for on the command line.</summary>
internal sealed record LocalOptions
{
    private const int DefaultPort = 7071;

    private static readonly ImmutableDictionary<string, string> NoSettings =
        ImmutableDictionary<string, string>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    public const string Usage = """
        BuyOrder.Local: the whole system on this machine. Starts table storage, a chain with Uniswap v2 and the function app,
        records a month of sample revenue, places one order and stays until Ctrl-C.

          --once          end after the order; the last line of output is one JSON object
          --no-samples    no revenue and no order: an empty system that stays up
          --port N        the app's port, or the next free one (7071)
          --azurite URL   use this Azurite's table service instead of a new one, with tables of its own
          --rpc URL       use this anvil instead of a new one, with contracts and a wallet of its own
          --set NAME=VALUE
                          a deployment setting of the app over this run's own, as often as needed; for instance three nodes:
                          --set BuyOrder__RpcUrls=http://127.0.0.1:8545,http://127.0.0.1:8546,http://127.0.0.1:8547
                          local.settings.sample.json lists all settings; any other name is refused
          --fresh         accepted; every start is a fresh system
          --quiet         only the "ready" line, the JSON and what went wrong
          --help          this text

        verify --tables URL [--prefix TEXT] [--json] [--rpc URL …]
                          instead: compute a revenue ledger again from its rows; verify --help says more

        .local/ in the current folder holds deployment.json and the logs. Everything listens on 127.0.0.1 only.
        """;

    public bool Once { get; init; }

    public bool NoSamples { get; init; }

    public int Port { get; init; } = DefaultPort;

    public Uri? Azurite { get; init; }

    public Uri? Rpc { get; init; }

    /// <summary>By name, as they were given: <see cref="GivenSettings"/> looks whether the app knows them.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = NoSettings;

    public bool Quiet { get; init; }

    public bool Help { get; init; }

    /// <summary>Values may follow their option or an equals sign.</summary>
    /// <exception cref="LocalOptionsException">An option is unknown, or its value is missing or wrong; one line says which.</exception>
    public static LocalOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new LocalOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            options = name switch
            {
                "--once" => options with { Once = Flag() },
                "--no-samples" => options with { NoSamples = Flag() },
                "--quiet" => options with { Quiet = Flag() },
                "--help" or "-h" => options with { Help = Flag() },
                "--fresh" when Flag() => options,
                "--port" => options with { Port = ParsePort(Value()) },
                "--azurite" => options with { Azurite = ParseUrl(name, Value()) },
                "--rpc" => options with { Rpc = ParseUrl(name, Value()) },
                "--set" => options with { Settings = AddSetting(options.Settings, Value()) },
                _ => throw new LocalOptionsException($"{arguments[i]}: there is no such option; --help lists them."),
            };

            bool Flag() => value is null ? true : throw new LocalOptionsException($"{arguments[i]}: {name} takes no value.");
            string Value() => value ?? (++i < arguments.Count ? arguments[i] : throw new LocalOptionsException($"{name} needs a value."));
        }
        return options is { Once: true, NoSamples: true, Help: false }
            ? throw new LocalOptionsException("--once and --no-samples exclude each other: without revenue there is no order to end after.")
            : options;
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (argument[..at], argument[(at + 1)..]) : (argument, null);

    /// <summary>The last of several values counts, and it may be empty: that is a setting which is not set.</summary>
    private static ImmutableDictionary<string, string> AddSetting(ImmutableDictionary<string, string> settings, string text) =>
        Split(text) is (var name, { } value) && name.Trim() is { Length: > 0 } trimmed
            ? settings.Remove(trimmed).Add(trimmed, value)
            : throw new LocalOptionsException($"--set {Split(text).Name}: a setting is given as NAME=VALUE.");

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new LocalOptionsException($"--port {text}: a port is a number from 1 to {ushort.MaxValue}.");

    private static Uri ParseUrl(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new LocalOptionsException($"{name} {text}: a URL begins with http:// or https:// and a host.");
}
