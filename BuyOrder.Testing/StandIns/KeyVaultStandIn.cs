using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Testing.StandIns;

/// <summary>
/// Key Vault's Get Secret, Get Key and Sign as they are on the wire: https, a 401 challenge before the first token, api-version in the query, versions, the
/// service's error bodies. A client reaches it under the vault's real name through <see cref="NewTransport"/>, which trusts its one
/// certificate.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret,
/// https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses.
/// </remarks>
internal sealed partial class KeyVaultStandIn : IAsyncDisposable
{
    public const string Tenant = "11111111-2222-3333-4444-555555555555";
    public const string Resource = "https://vault.azure.net";

    /// <summary>A vault of its own, because the client library remembers challenges by host for the whole process.</summary>
    private readonly string host = $"treasury-{Guid.NewGuid():N}.vault.azure.net";
    private readonly X509Certificate2 certificate;
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, List<Secret>> secrets = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> faults = new();
    private readonly ConcurrentQueue<string> requests = new();

    private KeyVaultStandIn()
    {
        certificate = NewCertificate(host);
        Keys = new VaultKeys($"https://{host}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public Uri VaultUri => new($"https://{host}/");

    public VaultKeys Keys { get; }

    /// <summary>The certificate, for a process that is to trust it.</summary>
    public string CertificatePem => certificate.ExportCertificatePem();

    /// <summary>Where the vault really listens.</summary>
    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Every call that carried an accepted token, as path and query; in order.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    /// <summary>Calls answered with the challenge.</summary>
    public int Challenges { get; private set; }

    /// <summary>The only token that opens the vault.</summary>
    public string Token { get; set; } = "first-token";

    public static async Task<KeyVaultStandIn> StartAsync(CancellationToken cancellation)
    {
        var vault = new KeyVaultStandIn();
        await vault.app.StartAsync(cancellation);
        return vault;
    }

    /// <summary>Sets a secret and gives back its new version.</summary>
    public string Set(string name, string value, bool enabled = true, DateTimeOffset? notBefore = null, DateTimeOffset? expires = null)
    {
        var secret = new Secret(Guid.NewGuid().ToString("N"), value, enabled, notBefore, expires);
        var versions = secrets.GetOrAdd(name, _ => []);
        lock (versions)
            versions.Add(secret);
        return secret.Version;
    }

    public void Disable(string name, string version)
    {
        var versions = secrets[name];
        lock (versions)
            versions[versions.FindIndex(secret => secret.Version == version)] =
                versions.Single(secret => secret.Version == version) with { Enabled = false };
    }

    /// <summary>The next authorised calls get this error, one each.</summary>
    public void FailNext(int status, string code, int times = 1, int? retryAfterSeconds = null)
    {
        for (var i = 0; i < times; i++)
        {
            faults.Enqueue(context =>
            {
                if (retryAfterSeconds is { } seconds)
                    context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                return ErrorAsync(context, status, code, "The service said no.");
            });
        }
    }

    /// <summary>The next authorised call gets this body with status 200, to any question.</summary>
    public void AnswerNext(string body) => faults.Enqueue(context => context.Response.WriteAsync(body, context.RequestAborted));

    /// <summary>The next authorised call gets this error, with an inner code.</summary>
    public void RefuseNext(int status, string code, string inner) =>
        faults.Enqueue(context => ErrorAsync(context, status, code, "The service said no.", inner));

    /// <summary>The next authorised call is accepted and never answered.</summary>
    public void HangNext() => faults.Enqueue(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>The next authorised call loses its connection.</summary>
    public void CutNext() => faults.Enqueue(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>What a client connects with: every name leads here, and only this certificate is trusted.</summary>
    public HttpClientTransport NewTransport()
    {
        var port = Port;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.Equals(certificate) == true },
        };
        return new HttpClientTransport(new HttpClient(handler));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Keys.Dispose();
        certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization != $"Bearer {Token}")
        {
            Challenges++;
            context.Response.Headers.WWWAuthenticate =
                $"Bearer authorization=\"https://login.microsoftonline.com/{Tenant}\", resource=\"{Resource}\"";
            await ErrorAsync(context, 401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
            return;
        }

        requests.Enqueue(request.Path + request.QueryString);
        if (request.Host.Host != host)
            await ErrorAsync(context, 400, "BadParameter", "Not a request for this vault.");
        else if (!ApiVersion().IsMatch(request.Query["api-version"].ToString()))
            await ErrorAsync(context, 400, "BadParameter", "The specified version is not recognized.");
        else if (faults.TryDequeue(out var fault))
            await fault(context);
        else if (request.Path.StartsWithSegments("/keys", out var key))
            await KeyAsync(context, key);
        else if (request.Method != "GET")
            await ErrorAsync(context, 405, "MethodNotAllowed", "Secrets are only read here.");
        else
            await SecretAsync(context);
    }

    private async Task KeyAsync(HttpContext context, string path)
    {
        var body = HttpMethods.IsPost(context.Request.Method)
            ? await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject
            : null;
        var (status, answer) = Keys.Answer(context.Request.Method, path.Split('/', StringSplitOptions.RemoveEmptyEntries), body);
        await WriteAsync(context, status, answer);
    }

    private async Task SecretAsync(HttpContext context)
    {
        var parts = context.Request.Path.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries);
        var found = parts is ["secrets", var name, ..] && secrets.TryGetValue(name, out var versions)
            ? parts.Length == 2 ? versions[^1] : versions.Find(secret => secret.Version == parts[2])
            : null;
        if (found is null)
            await ErrorAsync(context, 404, "SecretNotFound", "A secret with this name and version was not found in this key vault.");
        else if (!found.Enabled)
            await ErrorAsync(context, 403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
        else
            await WriteAsync(context, 200, Body(parts[1], found));
    }

    private JsonObject Body(string name, Secret secret)
    {
        var attributes = new JsonObject
        {
            ["enabled"] = true,
            ["created"] = 1_700_000_000,
            ["updated"] = 1_700_000_000,
            ["recoveryLevel"] = "Recoverable+Purgeable",
            ["recoverableDays"] = 90,
        };
        if (secret.NotBefore is { } notBefore)
            attributes["nbf"] = notBefore.ToUnixTimeSeconds();
        if (secret.Expires is { } expires)
            attributes["exp"] = expires.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["value"] = secret.Value,
            ["id"] = $"https://{host}/secrets/{name}/{secret.Version}",
            ["attributes"] = attributes,
            ["tags"] = new JsonObject(),
        };
    }

    private static Task ErrorAsync(HttpContext context, int status, string code, string message, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (inner is not null)
            error["innererror"] = new JsonObject { ["code"] = inner };
        return WriteAsync(context, status, new JsonObject { ["error"] = error });
    }

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static X509Certificate2 NewCertificate(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Key Vault stand-in", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>7.0 to 7.6, and the dates that came after them.</summary>
    [GeneratedRegex(@"^(7\.[0-6]|20\d\d-\d\d-\d\d)$")]
    private static partial Regex ApiVersion();

    private sealed record Secret(string Version, string Value, bool Enabled, DateTimeOffset? NotBefore, DateTimeOffset? Expires);
}
