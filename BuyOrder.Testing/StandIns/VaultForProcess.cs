using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Testing.StandIns;

/// <summary>
/// What a process in Azure has around it, so that an unchanged app reaches the vault under its real name: an identity endpoint of its own that
/// hands out the vault's token, a way through a proxy, and a certificate that it trusts.
/// </summary>
/// <remarks>https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference.</remarks>
internal sealed class VaultForProcess : IAsyncDisposable
{
    private const string Secret = "only-this-process";

    private readonly KeyVaultStandIn vault;
    private readonly string clientId;
    private readonly TcpListener proxy = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string certificateFile = Path.GetTempFileName();
    private readonly WebApplication identity;
    private Task proxying = Task.CompletedTask;

    private VaultForProcess(KeyVaultStandIn vault, string clientId)
    {
        (this.vault, this.clientId) = (vault, clientId);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        identity = builder.Build();
        identity.Run(TokenAsync);
    }

    /// <summary>Environment of the process.</summary>
    public IReadOnlyList<(string Name, string? Value)> Environment =>
    [
        ("IDENTITY_ENDPOINT", identity.Urls.First() + "/msi/token"),
        ("IDENTITY_HEADER", Secret),
        ("HTTPS_PROXY", $"http://{proxy.LocalEndpoint}"),
        ("NO_PROXY", "127.0.0.1,localhost"),
        ("SSL_CERT_FILE", certificateFile),
    ];

    /// <param name="vault">The vault.</param>
    /// <param name="clientId">Of the one identity that gets a token.</param>
    /// <param name="cancellation">Gives up the start.</param>
    public static async Task<VaultForProcess> StartAsync(KeyVaultStandIn vault, string clientId, CancellationToken cancellation)
    {
        var started = new VaultForProcess(vault, clientId);
        await File.WriteAllTextAsync(started.certificateFile, vault.CertificatePem, cancellation);
        await started.identity.StartAsync(cancellation);
        started.proxy.Start();
        started.proxying = started.AcceptAsync();
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        proxy.Dispose();
        await proxying;
        await identity.DisposeAsync();
        stop.Dispose();
        File.Delete(certificateFile);
    }

    private async Task TokenAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (context.Request.Headers["X-IDENTITY-HEADER"] != Secret || query["client_id"] != clientId || query["resource"] != KeyVaultStandIn.Resource)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await context.Response.WriteAsJsonAsync(new Dictionary<string, string>
        {
            ["access_token"] = vault.Token,
            ["expires_on"] = DateTimeOffset.UtcNow.AddHours(8).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["resource"] = KeyVaultStandIn.Resource,
            ["token_type"] = "Bearer",
            ["client_id"] = clientId,
        });
    }

    private async Task AcceptAsync()
    {
        var tunnels = new List<Task>();
        try
        {
            while (true)
                tunnels.Add(TunnelAsync(await proxy.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(tunnels);
        }
    }

    /// <summary>One CONNECT, to the vault alone.</summary>
    private async Task TunnelAsync(TcpClient client)
    {
        using var _ = client;
        using var to = new TcpClient();
        try
        {
            var from = client.GetStream();
            var line = await RequestLineAsync(from);
            if (!line.StartsWith($"CONNECT {vault.VaultUri.Host}:443 ", StringComparison.Ordinal))
            {
                await from.WriteAsync("HTTP/1.1 403 Forbidden\r\n\r\n"u8.ToArray(), stop.Token);
                return;
            }

            await to.ConnectAsync(IPAddress.Loopback, vault.Port, stop.Token);
            await from.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), stop.Token);
            await Task.WhenAny(from.CopyToAsync(to.GetStream(), stop.Token), to.GetStream().CopyToAsync(from, stop.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
            // Either side may end a tunnel at any moment.
        }
    }

    private async Task<string> RequestLineAsync(NetworkStream from)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await from.ReadAsync(one, stop.Token) == 1)
            head.Append((char)one[0]);
        return head.ToString();
    }
}
