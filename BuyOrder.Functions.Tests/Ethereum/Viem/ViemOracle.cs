using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Ethereum.Viem;

/// <summary>Asks viem through oracle.mjs. The script ends with its standard input, so it can't outlive the tests.</summary>
internal static class ViemOracle
{
    private const string Script = "BuyOrder.Functions.Tests/Ethereum/Viem/oracle.mjs";

    /// <returns>An answer for each question, in their order.</returns>
    public static async Task<JsonElement[]> AskAsync(TestServers servers, IReadOnlyList<JsonObject> questions)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var tools = await servers.ToolsAsync();
        using var node = Process.Start(new ProcessStartInfo(tools.Node, [Path.Combine(tools.Root, Script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var writing = Task.Run(() => WriteAsync(node.StandardInput, questions, cancellation), cancellation);
        var answers = new List<JsonElement>();
        while (await node.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            answers.Add(JsonElement.Parse(line));
        }

        await writing;
        await node.WaitForExitAsync(cancellation);
        Assert.Equal((0, questions.Count), (node.ExitCode, answers.Count));
        return [.. answers];
    }

    private static async Task WriteAsync(StreamWriter input, IReadOnlyList<JsonObject> questions, CancellationToken cancellation)
    {
        await using (input)
        {
            foreach (var question in questions)
            {
                await input.WriteLineAsync(question.ToJsonString().AsMemory(), cancellation);
            }
        }
    }
}
