using System.Globalization;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Cli;

/// <summary>What was asked for on the command line of <see cref="VerifyCommand"/>.</summary>
/// <param name="Tables">Address of the table service; null: that of the app's settings.</param>
/// <param name="Prefix">Before the tables' names; null: the one there is.</param>
/// <param name="Json">The result as one JSON object.</param>
/// <param name="Help">Only the usage.</param>
internal sealed record VerifyOptions(Uri? Tables, string? Prefix, bool Json, bool Help)
{
    private const string RpcUrl = "--rpc";
    private const string ChainId = "--chain-id";
    private const string Stablecoin = "--stablecoin";

    /// <summary>As many nodes as the app may have.</summary>
    private const int MaxRpcUrls = 10;

    public const string Usage = """
        verify: computes the revenue ledger again from its rows and names the first block or row that does not fit.

          --tables URL     the table service: https://ACCOUNT.table.core.windows.net with your own identity, or an emulator's
                           http://127.0.0.1:10002/devstoreaccount1; without it, the storage that BuyOrder__Storage__… names
          --prefix TEXT    what the tables' names begin with, where several ledgers share the account
          --rpc URL        a node of the chain, up to 10 times; more than half of them must agree: then every final outflow of stablecoin
                           from the wallets is compared with the orders, from the first order on, and every purchase with its outflow
          --chain-id N     the chain's number, with --rpc
          --stablecoin 0x… what the orders pay with, with --rpc
          --json           the result as one JSON object, in the last line
          --help           this text

        Reads only. Exit code 0: all fits. 1: something does not. 2: it could not be told, or not all of it.
        """;

    /// <summary>The chain to compare with; null: it is not asked.</summary>
    public ChainPart? Chain { get; private init; }

    /// <summary>Values may follow their option or an equals sign.</summary>
    /// <exception cref="VerifyOptionsException">An option is unknown, or its value is missing or wrong; one line says which.</exception>
    public static VerifyOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new VerifyOptions(null, null, false, false);
        var nodes = new List<Uri>();
        var (chainId, stablecoin) = ((long?)null, (Address?)null);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var at = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
            var (name, given) = at < 0 ? (argument, null) : (argument[..at], argument[(at + 1)..]);
            options = name switch
            {
                "--json" when given is null => options with { Json = true },
                "--help" or "-h" when given is null => options with { Help = true },
                "--tables" => options with { Tables = Url(name, Value()) },
                "--prefix" => options with { Prefix = Value() },
                RpcUrl => Node(Url(name, Value())),
                ChainId => Number(Value()),
                Stablecoin => Contract(Value()),
                _ => throw new VerifyOptionsException($"{argument}: there is no such option; --help lists them."),
            };

            string Value() => given ?? (++i < arguments.Count ? arguments[i] : throw new VerifyOptionsException($"{name} needs a value."));
        }
        return options with { Chain = Whole(nodes, chainId, stablecoin) };

        VerifyOptions Node(Uri node)
        {
            nodes.Add(node);
            return options;
        }

        VerifyOptions Number(string text)
        {
            chainId = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new VerifyOptionsException($"{ChainId} {text}: a whole number from 1.");
            return options;
        }

        VerifyOptions Contract(string text)
        {
            stablecoin = Address.TryParse(text, out var address) && address != Address.Zero
                ? address
                : throw new VerifyOptionsException($"{Stablecoin} {text}: 0x and 40 hexadecimal digits.");
            return options;
        }
    }

    /// <summary>All of it or nothing: half a question has no answer. Addresses of nodes carry keys and are never shown.</summary>
    private static ChainPart? Whole(List<Uri> nodes, long? chainId, Address? stablecoin)
    {
        if (nodes.Count == 0 && chainId is null && stablecoin is null)
            return null;
        if (nodes.Count > MaxRpcUrls || nodes.Distinct().Count() < nodes.Count)
            throw new VerifyOptionsException($"{RpcUrl}: up to {MaxRpcUrls} different nodes.");
        return nodes.Count > 0 && chainId is { } id && stablecoin is { } coin
            ? new ChainPart(nodes, id, coin)
            : throw new VerifyOptionsException($"To ask the chain takes {RpcUrl}, {ChainId} and {Stablecoin} together.");
    }

    private static Uri Url(string option, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new VerifyOptionsException(option == RpcUrl
                ? $"{option}: a URL begins with http:// or https:// and a host."
                : $"{option} {text}: a URL begins with http:// or https:// and a host.");

    /// <param name="RpcUrls">Its nodes.</param>
    /// <param name="ChainId">Its EIP-155 number.</param>
    /// <param name="Stablecoin">What the orders pay with.</param>
    internal sealed record ChainPart(IReadOnlyList<Uri> RpcUrls, long ChainId, Address Stablecoin);
}
