using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Servers;

public sealed class LocalServersTests(TestServers servers)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Azurite_answers_on_the_address_it_gives()
    {
        var azurite = await servers.AzuriteAsync();

        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{azurite.TablesUrl}/Tables"), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Anvil_keeps_the_chain_id_and_the_native_process_of_its_own()
    {
        await using var anvil = await servers.StartAnvilAsync(new AnvilOptions { ChainId = 4711 }, Cancellation);

        Assert.Equal("0x1267", await CallAsync(anvil.RpcUrl, "eth_chainId"));
        using var process = Process.GetProcessById(anvil.ProcessId);
        Assert.Equal("anvil", process.ProcessName);
    }

    [Fact]
    public async Task Anvil_mines_nothing_by_itself_when_told_so()
    {
        await using var anvil = await servers.StartAnvilAsync(new AnvilOptions { NoMining = true }, Cancellation);

        await CallAsync(anvil.RpcUrl, "evm_mine");

        Assert.Equal("0x1", await CallAsync(anvil.RpcUrl, "eth_blockNumber"));
    }

    [Fact]
    public async Task Servers_move_to_another_port_when_theirs_is_taken()
    {
        await using var first = await servers.StartAnvilAsync(new AnvilOptions(), Cancellation);

        await using var second = await servers.StartAnvilAsync(new AnvilOptions { PreferredPort = first.Port }, Cancellation);

        Assert.True(second.Port > first.Port);
    }

    [Theory]
    [InlineData("anvil")]
    [InlineData("azurite")]
    public async Task Servers_try_the_next_port_when_theirs_was_taken(string server)
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var taken = ((IPEndPoint)squatter.LocalEndpoint).Port;
        var tools = await servers.ToolsAsync();
        var ports = new List<int>();

        await ServerPort.StartAsync(taken + 1, async free =>
        {
            var port = ports.Count == 0 ? taken : free;
            ports.Add(port);
            IAsyncDisposable started = server == "anvil"
                ? await Anvil.StartOnAsync(port, servers.Children, tools, new AnvilOptions(), Cancellation)
                : await Azurite.StartOnAsync(port, servers.Children, tools, null, Cancellation);
            await started.DisposeAsync();
            return true;
        });

        Assert.Equal(2, ports.Count);
    }

    [Fact]
    public async Task Many_starts_at_once_share_nothing()
    {
        var anvils = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => servers.StartAnvilAsync(new AnvilOptions(), Cancellation)));

        Assert.Equal(4, anvils.Select(anvil => anvil.Port).Distinct().Count());
        foreach (var anvil in anvils)
            await anvil.DisposeAsync();
    }

    private static async Task<string?> CallAsync(Uri node, string method)
    {
        using var http = new HttpClient();
        using var body = new StringContent($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":[]}""", JsonType);
        using var answer = await http.PostAsync(node, body, Cancellation);
        var json = await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancellation);
        return json.GetProperty("result").GetString();
    }
}
