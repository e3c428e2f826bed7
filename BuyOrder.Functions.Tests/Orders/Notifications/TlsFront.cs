using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>TLS in front of the broker, which has none: an identity's token never travels without.</summary>
internal sealed class TlsFront : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate = NewCertificate();
    private readonly int target;

    public TlsFront(int target)
    {
        this.target = target;
        listener.Start();
        Accepting = AcceptAsync();
    }

    public Uri Address => new($"sb://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");

    private Task Accepting { get; }

    public bool Trusts(X509Certificate? presented) => presented?.GetCertHashString() == certificate.GetCertHashString();

    public void Dispose()
    {
        listener.Dispose();
        certificate.Dispose();
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        for (; ; )
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = PassAsync(client);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var outside = new SslStream(client.GetStream());
                await outside.AuthenticateAsServerAsync(certificate);
                using var inner = new TcpClient();
                await inner.ConnectAsync(IPAddress.Loopback, target);
                await using var inside = inner.GetStream();
                await Task.WhenAny(outside.CopyToAsync(inside), inside.CopyToAsync(outside));
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // One of the two has gone, and the other goes with it.
        }
    }
}
