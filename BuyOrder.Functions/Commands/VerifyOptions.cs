namespace BuyOrder.Functions.Commands;

/// <summary>What was asked for on the command line of <see cref="VerifyCommand"/>.</summary>
/// <param name="Tables">Address of the table service; null: that of the app's settings.</param>
/// <param name="Prefix">Before the tables' names; null: the one there is.</param>
/// <param name="Json">The result as one JSON object.</param>
/// <param name="Help">Only the usage.</param>
internal sealed record VerifyOptions(Uri? Tables, string? Prefix, bool Json, bool Help)
{
    public const string Usage = """
        verify: computes the revenue ledger again from its rows and names the first block or row that does not fit.

          --tables URL     the table service: https://ACCOUNT.table.core.windows.net with your own identity, or an emulator's
                           http://127.0.0.1:10002/devstoreaccount1; without it, the storage that BuyOrder__Storage__… names
          --prefix TEXT    what the tables' names begin with, where several ledgers share the account
          --json           the result as one JSON object, in the last line
          --help           this text

        Reads only. Exit code 0: all fits. 1: something does not. 2: it could not be told.
        """;

    /// <summary>Values may follow their option or an equals sign.</summary>
    /// <exception cref="VerifyOptionsException">An option is unknown, or its value is missing or wrong; one line says which.</exception>
    public static VerifyOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new VerifyOptions(null, null, false, false);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var at = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
            var (name, given) = at < 0 ? (argument, null) : (argument[..at], argument[(at + 1)..]);
            options = name switch
            {
                "--json" when given is null => options with { Json = true },
                "--help" or "-h" when given is null => options with { Help = true },
                "--tables" => options with { Tables = Address(Value()) },
                "--prefix" => options with { Prefix = Value() },
                _ => throw new VerifyOptionsException($"{argument}: there is no such option; --help lists them."),
            };

            string Value() => given ?? (++i < arguments.Count ? arguments[i] : throw new VerifyOptionsException($"{name} needs a value."));
        }
        return options;
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new VerifyOptionsException($"--tables {text}: a URL begins with http:// or https:// and a host.");
}
