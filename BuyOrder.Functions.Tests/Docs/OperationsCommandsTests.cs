using System.Diagnostics;
using System.Text.RegularExpressions;
using BuyOrder.Cli;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>Every command of the operators' pages: its shell syntax, its program's subcommands and flags, its routes.</summary>
public sealed partial class OperationsCommandsTests
{
    private static readonly string[] Pages = ["docs/operations.md", "docs/alarms.md"];

    /// <summary>Subcommands with the flags that the pages use, from the programs' own references.</summary>
    private static readonly Dictionary<string, string[]> Programs = new()
    {
        ["az login"] = [],
        ["az group create"] = ["--name", "--location"],
        ["az group delete"] = ["--name"],
        ["az deployment group what-if"] = ["--resource-group", "--parameters", "--validation-level"],
        ["az deployment group create"] = ["--resource-group", "--name", "--parameters", "--output"],
        ["az deployment group show"] = ["--resource-group", "--name", "--query", "--output"],
        ["az keyvault key show"] = ["--vault-name", "--name", "--output"],
        ["az keyvault key create"] = ["--vault-name", "--name", "--kty", "--curve", "--ops", "--expires"],
        ["az functionapp deployment source config-zip"] = ["--resource-group", "--name", "--src"],
        ["az functionapp keys list"] = ["--resource-group", "--name", "--query", "--output"],
        ["az functionapp restart"] = ["--resource-group", "--name"],
        ["az functionapp start"] = ["--resource-group", "--name"],
        ["az functionapp stop"] = ["--resource-group", "--name"],
        ["az storage container immutability-policy show"] = ["--account-name", "--container-name", "--query", "--output"],
        ["az storage container immutability-policy lock"] = ["--account-name", "--container-name", "--if-match"],
        ["az storage blob download-batch"] = ["--account-name", "--source", "--destination", "--auth-mode"],
        ["az ad app create"] = ["--display-name", "--query", "--output"],
        ["az ad app federated-credential create"] = ["--id", "--parameters"],
        ["az ad sp create"] = ["--id"],
        ["az role assignment create"] = ["--assignee", "--role", "--scope"],
        ["azd auth login"] = [],
        ["azd env new"] = [],
        ["azd env set"] = [],
        ["azd env get-value"] = [],
        ["azd provision"] = [],
        ["azd deploy"] = [],
        ["npm ci"] = [],
        ["dotnet publish BuyOrder.Functions"] = ["-c", "-o"],
        ["dotnet run"] = ["--project", "--", "--tables", "--rpc", "--chain-id", "--stablecoin", "--roots", "--no-samples"],
        ["node infra/key-address.mjs"] = [],
        ["func start"] = [],
        ["npx azurite"] = [],
        ["cd"] = [],
        ["curl"] = ["-H", "-X", "-d", "--output"],
    };

    [Fact]
    public async Task Blocks_of_commands_are_whole_shell()
    {
        var blocks = Pages.SelectMany(page => Blocks(File.ReadAllText(RepositoryFiles.At(page)))).ToList();
        Assert.True(blocks.Count >= 10);

        var faults = await ShellFaultsAsync(string.Join("\n", blocks));

        Assert.Equal("", faults);
        Assert.NotEqual("", await ShellFaultsAsync("az login \"$A"));
    }

    [Fact]
    public void Commands_use_subcommands_flags_and_routes_that_exist()
    {
        var commands = Pages.SelectMany(page => Commands(File.ReadAllText(RepositoryFiles.At(page)))).ToList();

        Assert.True(commands.Count >= 40, $"{commands.Count} commands were found.");
        Assert.Empty(commands.Select(Fault).OfType<string>());
        Assert.DoesNotContain(Programs.Keys, known => !commands.Exists(command => IsOf(command, known)));
    }

    [Fact]
    public void Verification_is_asked_for_with_options_that_it_has()
    {
        var asked = Pages.SelectMany(page => Commands(File.ReadAllText(RepositoryFiles.At(page)))).Where(command => command.Contains("-- verify", StringComparison.Ordinal))
            .SelectMany(command => Flag().Matches(command.Split("-- verify")[1]).Select(match => match.Value)).Distinct().ToList();

        Assert.NotEmpty(asked);
        Assert.Subset(VerifyOptions.All.Select(option => option.Name).ToHashSet(), asked.ToHashSet());
    }

    [Theory]
    [InlineData("az keyvault key destroy --name x", "destroy")]
    [InlineData("az group create --nam x", "--nam")]
    [InlineData("terraform apply", "terraform")]
    [InlineData("curl -H \"k\" \"$APP/api/metric\"", "/api/metric")]
    [InlineData("curl -X PUT \"$APP/api/pause\"", "PUT /api/pause")]
    [InlineData("curl \"$APP/admin/functions/VerifyDaily\"", "VerifyDaily")]
    public void Wrong_command_is_seen(string command, string told) => Assert.Contains(told, Fault(command), StringComparison.Ordinal);

    [Fact]
    public void Commands_are_found_in_blocks_pipes_substitutions_and_lines()
    {
        const string page = "text `func start` and `GET /api/x`\n```bash\nA=$(az login)\ncd x && npm ci\nnode a | azd deploy\n```\n";

        Assert.Equal(["az login", "cd x", "npm ci", "node a", "azd deploy", "func start"], Commands(page));
    }

    /// <summary>What is wrong with a command; null when nothing is known to be.</summary>
    internal static string? Fault(string command)
    {
        var program = Programs.Keys.Where(known => IsOf(command, known)).MaxBy(known => known.Length);
        if (program is null)
            return $"Unknown: {command}";
        var bare = Quoted().Replace(command, "X");
        if (Flag().Matches(bare).Select(match => match.Value).FirstOrDefault(flag => !Programs[program].Contains(flag) && !flag.StartsWith("-p:", StringComparison.Ordinal)) is { } unknown)
            return $"{program} has no {unknown}: {command}";
        return program == "curl" ? RouteFault(command) : null;
    }

    private static string? RouteFault(string command)
    {
        var method = Method().Match(command) is { Success: true } asked ? asked.Groups[1].Value : "GET";
        var path = Address().Match(command).Groups[1].Value;
        if (path.StartsWith("/admin/functions/", StringComparison.Ordinal))
            return Functions.Exists(line => line[0] == path["/admin/functions/".Length..]) ? null : $"There is no function of {path}: {command}";
        return Functions.Exists(line => line[1] == "http" && line[2].Equals(method, StringComparison.OrdinalIgnoreCase) && Regex.IsMatch(path, $"^/api/{Placeholder().Replace(line[4], "[^/]+")}$"))
            ? null
            : $"There is no {method} {path}: {command}";
    }

    private static List<string[]> Functions { get; } =
        [.. File.ReadLines(RepositoryFiles.At("docs/functions.txt")).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static bool IsOf(string command, string known) => command == known || command.StartsWith(known + " ", StringComparison.Ordinal);

    /// <summary>Of blocks each command of a line, also those in substitutions; in running text what stands in backticks and begins with a program's name.</summary>
    private static IEnumerable<string> Commands(string page)
    {
        foreach (var line in Blocks(page).SelectMany(block => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            foreach (var part in Joint().Split(Assignment().Replace(line, "")).Select(part => part.Trim(' ', '(', ')', '"')).Where(part => part.Length > 0))
                yield return part;
        }

        foreach (var inline in Inline().Matches(Block().Replace(page, "")).Select(match => match.Groups[1].Value))
        {
            foreach (var part in inline.Split(" && "))
                yield return part;
        }
    }

    private static IEnumerable<string> Blocks(string page) => Block().Matches(page).Where(match => match.Groups[1].Value == "bash").Select(match => match.Groups[2].Value);

    private static async Task<string> ShellFaultsAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await shell.StandardInput.WriteAsync(script);
        shell.StandardInput.Close();
        var faults = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return faults;
    }

    [GeneratedRegex(@"^```([a-z]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>Programs by name: other words in backticks are routes, settings and values.</summary>
    [GeneratedRegex(@"`((?:az|azd|npx|func|curl|dotnet|cd|node) [^`]+)`")]
    private static partial Regex Inline();

    /// <summary>Where one command ends and another begins, outside of JSON.</summary>
    [GeneratedRegex(@" && | \| |""?\$\(")]
    private static partial Regex Joint();

    [GeneratedRegex(@"^(export )?[A-Za-z_]+=(?:[^ $""]+(?: [A-Za-z]+=[^ ]+)*$)?")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"'[^']*'|""[^""]*""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<= )--?[A-Za-z][A-Za-z:-]*|(?<= )--(?= )")]
    private static partial Regex Flag();

    [GeneratedRegex(@"-X ([A-Z]+)")]
    private static partial Regex Method();

    [GeneratedRegex(@"(?:\$APP|localhost:7071)(/[^""?\s]*)")]
    private static partial Regex Address();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();
}
