"""Image files of every kind that a PNG or JPEG can be, and a few that are neither, drawn from a seed: for compare_images.py."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms

PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
ORIENTATION = 0x0112


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def pack_rows(samples, depth):
    """Rows of samples [H, W, C] as PNG keeps them, without a filter."""
    height, width, channels = samples.shape
    if height == 0 or width == 0:
        return b""
    flat = samples.reshape(height, width * channels)
    if depth == 16:
        rows = flat.astype(">u2").view(np.uint8).reshape(height, -1)
    elif depth == 8:
        rows = flat.astype(np.uint8)
    else:
        bits = (flat[..., None] >> np.arange(depth - 1, -1, -1)) & 1
        rows = np.packbits(bits.reshape(height, -1).astype(np.uint8), axis=1)
    return b"".join(b"\0" + row.tobytes() for row in rows)


def png(samples, colour, depth=8, chunks=(), interlaced=False):
    """A PNG of our own making, of types that Pillow does not write."""
    height, width, _ = samples.shape
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    parts = [samples[y::dy, x::dx] for y, x, dy, dx in ADAM7] if interlaced else [samples]
    pixels = zlib.compress(b"".join(pack_rows(part, depth) for part in parts))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), *(chunk(*each) for each in chunks), chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    )


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def picture(random, width, height):
    """Waves with noise, [H, W, 3]: neither flat nor pure chance."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 110 * np.sin(x / (2 + c) + c) * np.cos(y / 3) for c in range(3)]
    noisy = np.stack(waves, -1) + random.normal(0, 12, (height, width, 3))
    return np.clip(noisy, 0, 255).astype(np.uint8)


def exif(orientation):
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    return tags.tobytes()


def hand_made_pngs(random, width, height):
    palette = (b"PLTE", random.integers(0, 256, 48, dtype=np.uint8).tobytes())
    for interlaced in [False, True]:
        for colour, depths in {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}.items():
            for depth in depths:
                largest = 16 if colour == 3 and depth == 8 else 2**depth
                samples = random.integers(0, largest, (height, width, PNG_CHANNELS[colour]))
                chunks = [palette] if colour == 3 else []
                name = f"PNG of colour type {colour}, {depth} bits{', interlaced' if interlaced else ''}"
                yield name, png(samples, colour, depth, chunks, interlaced)
                if colour in [0, 2, 3] and not interlaced:
                    seen = b"\0\x80\xff" if colour == 3 else samples[0, 0].astype(">u2").tobytes()
                    yield f"{name}, with tRNS", png(samples, colour, depth, [*chunks, (b"tRNS", seen)])


def pngs(random, width, height):
    rgb = Image.fromarray(picture(random, width, height))
    alpha = Image.fromarray(random.integers(0, 256, (height, width)).astype(np.uint8))
    grey = rgb.convert("L")
    samples = np.asarray(rgb)
    yield from hand_made_pngs(random, width, height)
    yield "PNG", saved(rgb, "PNG")
    yield "PNG with alpha", saved(Image.merge("RGBA", [*rgb.split(), alpha]), "PNG")
    yield "grey PNG with alpha", saved(Image.merge("LA", [grey, alpha]), "PNG")
    yield "black and white PNG", saved(rgb.convert("1"), "PNG")
    yield "PNG with a palette", saved(rgb.quantize(32), "PNG")
    yield "PNG with a palette and a transparent colour", saved(rgb.quantize(32), "PNG", transparency=3)
    yield "PNG with a palette and transparencies", saved(rgb.quantize(8), "PNG", transparency=bytes(range(0, 256, 32)))
    yield "PNG of 16 bits of grey, by Pillow", saved(Image.fromarray(np.asarray(grey).astype(np.uint16) * 257), "PNG")
    frames = [rgb, rgb.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    yield "animated PNG", saved(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=50)
    yield "animated PNG with another first picture", saved(
        frames[0], "PNG", save_all=True, append_images=frames[1:], default_image=True
    )
    for gamma in [45455, 100000]:
        yield f"PNG of gamma {gamma}", png(samples, 2, 8, [(b"gAMA", struct.pack(">I", gamma))])
    yield "PNG with sRGB", png(samples, 2, 8, [(b"sRGB", b"\0")])
    yield "PNG with a background", png(samples, 2, 8, [(b"bKGD", struct.pack(">HHH", 200, 0, 0))])
    yield "PNG with resolution", saved(rgb, "PNG", dpi=(300, 150))
    for name in ["sRGB", "LAB", "XYZ"]:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()
        yield f"PNG with the profile {name}", saved(rgb, "PNG", icc_profile=profile)
    for orientation in range(1, 9):
        yield f"PNG with EXIF orientation {orientation}", saved(rgb, "PNG", exif=exif(orientation))


def jpegs(random, width, height):
    rgb = Image.fromarray(picture(random, width, height))
    for quality in [1, 30, 75, 95, 100]:
        for subsampling in [0, 1, 2]:
            options = dict(quality=quality, subsampling=subsampling)
            yield f"JPEG of quality {quality}, subsampling {subsampling}", saved(rgb, "JPEG", **options)
    yield "progressive JPEG", saved(rgb, "JPEG", progressive=True, quality=70)
    yield "JPEG with restart markers", saved(rgb, "JPEG", restart_marker_rows=1)
    yield "grey JPEG", saved(rgb.convert("L"), "JPEG")
    yield "grey progressive JPEG", saved(rgb.convert("L"), "JPEG", progressive=True)
    yield "JPEG of RGB", saved(rgb, "JPEG", keep_rgb=True)
    yield "JPEG of CMYK", saved(rgb.convert("CMYK"), "JPEG")
    yield "JPEG of CMYK, quality 100", saved(rgb.convert("CMYK"), "JPEG", quality=100)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield "JPEG with a profile", saved(rgb, "JPEG", icc_profile=profile)
    yield "JPEG of several pictures", saved(rgb, "MPO", save_all=True, append_images=[rgb.rotate(180)])
    for orientation in range(9):
        yield f"JPEG with EXIF orientation {orientation}", saved(rgb, "JPEG", exif=exif(orientation))


def others(random, width, height):
    rgb = Image.fromarray(picture(random, width, height))
    for kind in ["GIF", "BMP", "TIFF", "WEBP", "PPM"]:
        try:
            yield kind, saved(rgb, kind)
        except (KeyError, OSError):  # built without it
            continue
    whole = saved(rgb, "JPEG")
    yield "JPEG cut in half", whole[: len(whole) // 2]
    yield "no image", b"<svg xmlns='http://www.w3.org/2000/svg'/>"


def image_files(random, width, height):
    """Names and bytes."""
    for family in [pngs, jpegs, others]:
        yield from family(random, width, height)
