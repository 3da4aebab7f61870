"""Sentences about weights that come from elsewhere."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "preset.family.pretrained": "For trained weights",
        "preset.name.vgg16": "VGG16",
        "preset.about.vgg16": "Thirteen 3×3 convolutions and three large dense layers, for pictures of 224×224 pixels; 138 million parameters with 1,000 classes. Takes the trained ImageNet weights of Keras Applications and of torchvision.",
        "preset.source.vgg16": "Simonyan and Zisserman: Very deep convolutional networks for large-scale image recognition, 2015, configuration D",
        "preset.name.vgg16_features": "VGG16, convolutions fixed",
        "preset.about.vgg16_features": "The convolutions of VGG16, which training leaves as they are, with a small classifier for your own classes behind them. Load trained weights: without them the fixed layers know nothing. For pictures from 32×32 pixels on.",
        "preset.source.vgg16_features": "Simonyan and Zisserman: Very deep convolutional networks for large-scale image recognition, 2015, configuration D",
        "preset.name.mobilenet_v2": "MobileNetV2",
        "preset.about.mobilenet_v2": "A light network for pictures of 224×224 pixels: 17 inverted residual blocks, 3.5 million parameters with 1,000 classes. Takes the trained ImageNet weights of Keras Applications and of torchvision.",
        "preset.source.mobilenet_v2": "Sandler, Howard, Zhu, Zhmoginov and Chen: MobileNetV2: inverted residuals and linear bottlenecks, 2018",
        "preset.name.mobilenet_v2_features": "MobileNetV2, convolutions fixed",
        "preset.about.mobilenet_v2_features": "The convolutions of MobileNetV2, which training leaves as they are, with a small classifier for your own classes behind them: the light choice for your own photos. Load trained weights: without them the fixed layers know nothing. For pictures from 32×32 pixels on.",
        "preset.source.mobilenet_v2_features": "Sandler, Howard, Zhu, Zhmoginov and Chen: MobileNetV2: inverted residuals and linear bottlenecks, 2018",
        "data.bad_normalization": "The mean, the deviation or the order of the colours is not made for pictures with {channels} channel(s). Ask for 3 channels, or leave them out.",
        "weights.unknown_file": "{path} is no file of weights that DeepDesk knows. It reads these: {known}.",
        "weights.needs_torch": "{path} is in PyTorch's own format, which only PyTorch reads. Install PyTorch, or save the weights as .safetensors.",
        "weights.none_found": "{path} holds no arrays of floating-point numbers. Choose the file with the trained weights.",
        "weights.damaged": "{path} cannot be read as weights: it is damaged or not complete ({reason}). Fetch or save it again.",
        "weights.too_many": "{path} holds more than {limit} arrays. DeepDesk reads files of the weights of one network.",
        "weights.too_large": "The weights in {path} need more than {limit} GiB as 32-bit numbers, which is more than DeepDesk takes.",
        "weights.hdf5_link": "{path} has a link at {name} that leads elsewhere. DeepDesk reads only what lies in the file itself: save the weights anew without links.",
        "weights.hdf5_outside": "The numbers of {name} in {path} lie outside that file. DeepDesk reads only what lies in the file itself: save the weights anew.",
        "weights.hdf5_filter": "{name} in {path} is compressed in a way (number {filter}) that needs foreign code. Save the weights anew, without compression or with gzip.",
        "weights.wants_code": "{path} holds more than weights: opening it would run a program that somebody put into it. Save only the weights, with torch.save(model.state_dict(), ...).",
        "weights.reading": "Reading the weights",
        "weights.bad_checksum": "'{address}' ends in something that is no checksum. Write #sha256= and its 64 digits behind the address, or nothing.",
        "weights.download_too_large": "{url} is larger than {limit} GiB, so it was not fetched. Check the address.",
        "weights.start_unknown": "The weights to start from have {name}, which this network has not: it was changed after they were matched. Match the file of weights again.",
        "weights.start_shape": "The weights to start from have {name} as {found}, this network needs {needed}: it was changed after they were matched. Match the file of weights again.",
        "weights.does_not_fit": "The weights {source} no longer fit {target}: the network or the file has changed since they were matched. Match them again.",
        "weights.no_such_target": "The network has no weight called {target}. Take a name from the list of its weights.",
        "weights.no_such_source": "The file has no array called {source}. Take a name from the list of its arrays.",
        "weights.wrong_shape": "{source} has the shape {found}, {target} needs {needed}, also when it is laid out anew. Choose another array, or let DeepDesk draw this weight.",
    }
)
