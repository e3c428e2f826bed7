using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Testing.Servers;

/// <summary>A web server for one test or measurement: on a free port of the loopback interface, without a log, for bodies of any size.</summary>
internal static class LoopbackApp
{
    /// <summary>Not started yet.</summary>
    public static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        return builder.Build();
    }
}
