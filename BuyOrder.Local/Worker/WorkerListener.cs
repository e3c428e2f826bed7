using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Worker;

/// <summary>The host's side of gRPC: a server on a loopback port of its own, in cleartext, as the Functions host has it.</summary>
internal sealed class WorkerListener : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly WorkerRpcService service;

    private WorkerListener(WebApplication server, WorkerRpcService service) => (this.server, this.service) = (server, service);

    public Uri Address => new(server.Urls.Single());

    public static async Task<WorkerListener> StartAsync(ILoggerFactory logs, CancellationToken cancellation)
    {
        var service = new WorkerRpcService();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(service);
        // A full batch of the largest messages is one message of this stream.
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var server = builder.Build();
        server.UseRouting();
        server.MapGrpcService<WorkerRpcService>();
        await server.StartAsync(cancellation);
        return new WorkerListener(server, service);
    }

    /// <summary>Lets in the worker that this connection is for.</summary>
    public void Expect(WorkerConnection connection) => service.Expect(connection);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
