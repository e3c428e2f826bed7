using System.Text.RegularExpressions;
using BuyOrder.Functions.Tests.Docs;
using YamlDotNet.RepresentationModel;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>What a workflow may do, and which code of others it runs.</summary>
public sealed partial class WorkflowTests
{
    private static readonly HashSet<string> Known = ["actions/checkout", "actions/setup-dotnet", "actions/setup-node", "actions/upload-artifact", "actions/download-artifact", "azure/login"];

    public static TheoryData<string> Workflows() =>
        [.. Directory.EnumerateFiles(RepositoryFiles.At(".github/workflows")).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_has_least_rights_pinned_actions_and_keeps_secrets(string file) =>
        Assert.Empty(Faults(File.ReadAllText(RepositoryFiles.At($".github/workflows/{file}"))));

    [Theory]
    [InlineData("permissions:\n  contents: read\n", "", "no permissions")]
    [InlineData("permissions:\n  contents: read\n", "permissions: write-all\n", "write-all")]
    [InlineData("      id-token: write\n", "      id-token: write\n      packages: write\n", "packages: write")]
    [InlineData("azure/login@a457da9ea143d694b1b9c7c869ebb04ebe844ef5", "azure/login@v2", "azure/login@v2")]
    [InlineData("azure/login@a457da9ea143d694b1b9c7c869ebb04ebe844ef5", "azure/logins@a457da9ea143d694b1b9c7c869ebb04ebe844ef5", "azure/logins")]
    [InlineData("--src buyorder.zip", "--src buyorder.zip; echo ${{ secrets.BUYORDER_RPC_URLS }}", "in a command")]
    [InlineData("--src buyorder.zip", "--src buyorder.zip; echo \"$BUYORDER_RPC_URLS\"", "prints")]
    [InlineData("infra/$TARGET.bicepparam", "infra/${{ inputs.target }}.bicepparam", "in a command")]
    [InlineData("config-zip", "config-gzip", "config-gzip")]
    [InlineData("    timeout-minutes: 60\n", "", "no time limit")]
    [InlineData("          persist-credentials: false\n", "          fetch-depth: 1\n", "credentials")]
    public void Planted_mistake_is_seen(string find, string put, string told)
    {
        var text = File.ReadAllText(RepositoryFiles.At(".github/workflows/deploy.yml"));
        Assert.Contains(find, text, StringComparison.Ordinal);

        Assert.Contains(Faults(text.Replace(find, put, StringComparison.Ordinal)), fault => fault.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public void Deployment_gives_the_template_all_that_its_parameters_read()
    {
        var read = EnvironmentVariable().Matches(File.ReadAllText(RepositoryFiles.At("infra/prod.bicepparam"))).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(read);

        Assert.All(new[] { "deploy.yml", "what-if.yml" }, file =>
        {
            var text = File.ReadAllText(RepositoryFiles.At($".github/workflows/{file}"));
            Assert.All(read, name => Assert.Contains($"{name}: ", text, StringComparison.Ordinal));
        });
        Assert.DoesNotContain("secrets.", File.ReadAllText(RepositoryFiles.At(".github/workflows/what-if.yml")), StringComparison.Ordinal);
    }

    [Fact]
    public void Updates_are_looked_for_in_every_kind_of_package()
    {
        var root = Root(File.ReadAllText(RepositoryFiles.At(".github/dependabot.yml")));

        var kinds = ((YamlSequenceNode)root["updates"]).Select(each => each["package-ecosystem"].ToString());

        Assert.Equal(["nuget", "npm", "github-actions"], kinds);
    }

    private static List<string> Faults(string text)
    {
        var root = Root(text);
        var faults = new List<string>();
        if (!root.Children.ContainsKey("permissions"))
            faults.Add("There are no permissions for the whole: each job would have the repository's default.");
        else
            faults.AddRange(Rights(root["permissions"]));
        foreach (var (name, job) in ((YamlMappingNode)root["jobs"]).Children.Select(each => (each.Key.ToString(), (YamlMappingNode)each.Value)))
        {
            if (job.Children.TryGetValue("permissions", out var rights))
                faults.AddRange(Rights(rights));
            if (!job.Children.ContainsKey("timeout-minutes"))
                faults.Add($"{name} has no time limit.");
            faults.AddRange(((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>().SelectMany(Step));
        }

        return faults;
    }

    /// <summary>Reading, and a token by which Azure knows the workflow.</summary>
    private static IEnumerable<string> Rights(YamlNode rights) => rights is YamlMappingNode each
        ? each.Children.Where(right => right.Value.ToString() != "read" && right.Key.ToString() != "id-token").Select(right => $"{right.Key}: {right.Value} is more than is needed.")
        : [$"{rights} is more than is needed."];

    private static IEnumerable<string> Step(YamlMappingNode step)
    {
        if (step.Children.TryGetValue("uses", out var uses))
        {
            if (!Pinned().IsMatch(uses.ToString()))
                yield return $"{uses} is not pinned to a commit.";
            if (!Known.Contains(uses.ToString().Split('@')[0]))
                yield return $"{uses} is none of the actions that were looked at.";
            if (uses.ToString().StartsWith("actions/checkout@", StringComparison.Ordinal) && (!step.Children.TryGetValue("with", out var with) || with is not YamlMappingNode options || !options.Children.TryGetValue("persist-credentials", out var keeps) || keeps.ToString() != "false"))
                yield return "The checkout leaves its credentials behind.";
        }

        if (!step.Children.TryGetValue("run", out var run))
            yield break;

        // What is put into a command as text is run as text; a value of the environment is not.
        if (run.ToString().Contains("${{", StringComparison.Ordinal))
            yield return $"An expression in a command: {run}";
        if (Printing().IsMatch(run.ToString()))
            yield return $"A command that prints what is secret, or may: {run}";
        foreach (var fault in AzureCommand().Matches(run.ToString()).Select(match => OperationsCommandsTests.Fault(match.Value)).OfType<string>())
            yield return fault;
    }

    private static YamlMappingNode Root(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    [GeneratedRegex("^[A-Za-z0-9_./-]+@[0-9a-f]{40}$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"(echo|printf|cat|printenv|env)\b[^\n]*BUYORDER_RPC_URLS|\bset -x\b|\bprintenv\b|--debug\b")]
    private static partial Regex Printing();

    [GeneratedRegex(@"\baz [^\n>)]+")]
    private static partial Regex AzureCommand();

    [GeneratedRegex(@"readEnvironmentVariable\('([A-Z_]+)'")]
    private static partial Regex EnvironmentVariable();
}
