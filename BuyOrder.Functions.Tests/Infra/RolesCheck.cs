using System.Text.Json;
using System.Text.RegularExpressions;
using BuyOrder.Functions.Tests.Docs;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>Who may do what, as the template says and as the table in docs/operations.md does: the two are the same.</summary>
internal static partial class RolesCheck
{
    private static readonly string[] SignerMay = ["Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/sign/action"];

    private static readonly Dictionary<string, string> Names = new()
    {
        ["4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"] = "Azure Service Bus Data Receiver",
        ["69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"] = "Azure Service Bus Data Sender",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    public static IEnumerable<string> Faults(CompiledInfra infra)
    {
        var custom = infra.OfType("Microsoft.Authorization/roleDefinitions").ToList();
        var granted = infra.OfType("Microsoft.Authorization/roleAssignments").Select(each => Grant(each, custom)).Order(StringComparer.Ordinal).ToList();
        var documented = Documented(File.ReadAllText(RepositoryFiles.At("docs/operations.md"))).Order(StringComparer.Ordinal).ToList();
        foreach (var more in granted.Except(documented).Concat(granted.GroupBy(each => each).Where(same => same.Count() > 1).Select(same => same.Key)))
            yield return $"{more}: docs/operations.md has no such right.";
        foreach (var less in documented.Except(granted))
            yield return $"{less}: documented, and not granted.";
        var allowed = custom.SelectMany(role => role.GetProperty("properties").GetProperty("permissions").EnumerateArray())
            .SelectMany(permission => new[] { "actions", "dataActions" }.SelectMany(kind => permission.GetProperty(kind).EnumerateArray())).Select(each => each.GetString()!);
        foreach (var action in allowed.Except(SignerMay))
            yield return $"The signer may {action}.";
    }

    /// <summary>The rows of the table: role and what it is on.</summary>
    internal static IEnumerable<string> Documented(string page) =>
        Row().Matches(page).Select(match => $"{match.Groups[1].Value} on {match.Groups[2].Value}");

    /// <summary>A role and the end of the id that it is granted on, without the names of one deployment.</summary>
    private static string Grant(JsonElement assignment, IReadOnlyList<JsonElement> custom)
    {
        var role = assignment.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!.Split('/')[^1];
        var name = custom.Any(each => each.GetProperty("name").GetString() == role) ? "BuyOrder signer" : Names.GetValueOrDefault(role, role);
        var scope = assignment.GetProperty("id").GetString()!.Split("/providers/Microsoft.Authorization")[0].Split("/providers/")[1];
        return $"{name} on {Kind(scope)}";
    }

    /// <summary>Microsoft.Storage/storageAccounts/stledgerprodxyz becomes ledger account; what lies below keeps its own name.</summary>
    private static string Kind(string scope)
    {
        var parts = scope.Split('/');
        var place = parts[1] switch
        {
            "storageAccounts" => parts[2].StartsWith("stledger", StringComparison.Ordinal) ? "ledger account" : "host account",
            "vaults" => "vault",
            "namespaces" => "namespace",
            "components" => "Application Insights",
            var other => other,
        };
        return parts.Length > 4 ? $"{parts[^2].TrimEnd('s')} {parts[^1]}" : place;
    }

    [GeneratedRegex(@"^\| (Azure [^|]+?|Storage [^|]+?|Key Vault [^|]+?|Monitoring [^|]+?|BuyOrder signer) \| ([^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
