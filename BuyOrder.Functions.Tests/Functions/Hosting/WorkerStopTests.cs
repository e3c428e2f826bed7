using System.Net;
using System.Net.Sockets;
using BuyOrder.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>A worker that is asked to stop, or finds its port taken, ends with its own exit code, also in the middle of its work.</summary>
public sealed class WorkerStopTests
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Stop_while_it_is_starting()
    {
        using var host = Build(lifetime => new Service(
            Start: async cancellation =>
            {
                lifetime.StopApplication();
                await Task.Delay(Timeout.Infinite, cancellation);
            }));

        Assert.Equal(ProcessEnd.Stopped, await host.RunForHostAsync([]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Stop_that_some_part_does_not_obey_in_time(int parts)
    {
        using var host = Build([.. Enumerable.Repeat<Func<IHostApplicationLifetime, IHostedService>>(
            _ => new Service(Stop: cancellation => Task.Delay(Timeout.Infinite, cancellation)), parts)]);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var started = lifetime.ApplicationStarted.Register(lifetime.StopApplication);

        Assert.Equal(ProcessEnd.Stopped, await host.RunForHostAsync([]));
    }

    [Fact]
    public async Task Start_that_fails_by_itself_is_not_called_a_stop()
    {
        using var host = Build(_ => new Service(Start: _ => throw new OperationCanceledException("of its own accord")));

        await Assert.ThrowsAsync<OperationCanceledException>(() => host.RunForHostAsync([]));
    }

    [Fact]
    public async Task Port_that_another_process_has_ends_it_without_a_crash()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ProcessEnd>();
        builder.WebHost.UseUrls($"http://{other.LocalEndpoint}");
        await using var app = builder.Build();

        Assert.Equal(ProcessEnd.PortTaken, await app.RunForHostAsync([]));
    }

    private static IHost Build(params Func<IHostApplicationLifetime, IHostedService>[] parts)
    {
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ProcessEnd>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        foreach (var part in parts)
            builder.Services.AddSingleton<IHostedService>(services => part(services.GetRequiredService<IHostApplicationLifetime>()));
        return builder.Build();
    }

    private sealed record Service(
        Func<CancellationToken, Task>? Start = null,
        Func<CancellationToken, Task>? Stop = null) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Start?.Invoke(cancellationToken) ?? Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Stop?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }
}
