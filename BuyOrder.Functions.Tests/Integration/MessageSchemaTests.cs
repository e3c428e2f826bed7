using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Docs;

namespace BuyOrder.Functions.Tests.Integration;

/// <summary>
/// The published schema says what the reader does, in both directions. Where the reader refuses more, it is by one of the rules that
/// <c>docs/integration.md</c> names, and each of these is met.
/// </summary>
public sealed class MessageSchemaTests(ITestOutputHelper output)
{
    private const int Mutants = 20_000;

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 128 };

    [Fact]
    public void Schema_accepts_and_refuses_what_the_reader_does_but_for_the_rules_that_are_named()
    {
        var met = RulesBeyondSchema.All.ToDictionary(rule => rule, _ => 0);
        var (accepted, refused, notJson) = (0, 0, 0);

        foreach (var body in (IEnumerable<byte[]>)
            [
                .. MessageCorpus.OfTheReadersTests(), .. MessageCorpus.OfSenders(), .. MessageCorpus.AtTheEdges(),
                .. MessageCorpus.WithEachCharacterInTheId(), .. MessageCorpus.Mutants(Mutants, seed: 20261130),
            ])
        {
            var isRead = RevenueMessageReader.TryRead(body, out _, out var rejection);
            if (!TryParse(body, out var message))
            {
                Assert.False(isRead, Shown(body));
                notJson++;
                continue;
            }
            using (message)
            {
                var fits = MessageSchema.Accepts(message.RootElement);
                Assert.True(fits == true || !isRead, $"The schema alone refuses {Shown(body)}");
                if (fits != false && !isRead)
                {
                    var rule = RulesBeyondSchema.Explaining(rejection!, message.RootElement);
                    Assert.True(rule is not null, $"The reader alone refuses, {rejection}: {Shown(body)}");
                    met[rule]++;
                }
                (accepted, refused) = isRead ? (accepted + 1, refused) : (accepted, refused + 1);
            }
        }

        output.WriteLine($"{accepted} accepted, {refused} refused, {notJson} not JSON");
        foreach (var (rule, times) in met)
            output.WriteLine($"{times} × {rule}");
        Assert.All(met, rule => Assert.True(rule.Value > 0, $"Never met: {rule.Key}"));
        Assert.InRange(accepted, 10_000, int.MaxValue);
        Assert.InRange(refused, 10_000, int.MaxValue);
    }

    [Fact]
    public void Page_for_senders_names_each_rule_that_the_schema_cannot_state_and_no_other()
    {
        var section = File.ReadAllText(RepositoryFiles.At("docs/integration.md")).Split("## What the schema cannot state")[1].Split("\n## ")[0];

        Assert.Equal(RulesBeyondSchema.All, section.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..].TrimEnd('.', ';')));
    }

    [Fact]
    public void Schema_lists_every_currency_with_its_decimals()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.At(MessageSchema.Path)));

        var listed = schema.RootElement.GetProperty("$defs").EnumerateObject().Where(definition => definition.Name.StartsWith("currencyWith", StringComparison.Ordinal))
            .SelectMany(definition => definition.Value.GetProperty("enum").EnumerateArray().Select(code => (code.GetString()!, definition.Name[^1] - '0')));

        Assert.Equal(Currency.All.Select(currency => (currency.Code, currency.Digits)), listed.OrderBy(currency => currency.Item1, StringComparer.Ordinal));
    }

    /// <summary>False for what is not one JSON value in UTF-8.</summary>
    private static bool TryParse(byte[] body, out JsonDocument message)
    {
        message = null!;
        if (!Utf8.IsValid(body))
            return false;
        try
        {
            message = JsonDocument.Parse(body.AsMemory(body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0), AnyDepth);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Shown(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 600)));
}
